import { expect, it } from 'vitest';
import { cameraNameIn, courtNameIn, roomNameIn } from './place-names.ts';

it('translates the generic part and keeps the proper name, before and after the reform', () => {
  expect(courtNameIn('Tòa án nhân dân huyện Lộc Bình', 'en')).toBe("People's Court of Lộc Bình district");
  expect(courtNameIn('Tòa án nhân dân khu vực 4 – Lạng Sơn', 'en')).toBe("People's Court of region 4 – Lạng Sơn");
  expect(courtNameIn('TAND tỉnh', 'en')).toBe('Province court');
  expect(courtNameIn('TAND TP Lạng Sơn', 'en')).toBe('Lạng Sơn city court');
  expect(roomNameIn('Phòng xử án A', 'en')).toBe('Courtroom A');
  expect(cameraNameIn('Hội đồng xét xử', 'en')).toBe('Panel');
  expect(cameraNameIn('Bục khai báo', 'vi')).toBe('Bục khai báo');
});

it('reads a name written in decomposed letters', () => {
  expect(courtNameIn('Tòa án nhân dân huyện Cao Lộc'.normalize('NFD'), 'en')).toBe(
    "People's Court of Cao Lộc district",
  );
});

it('leaves Vietnamese pages, and names of another make, alone', () => {
  expect(courtNameIn('TAND tỉnh', 'vi')).toBe('TAND tỉnh');
  expect(courtNameIn('Nhà văn hóa huyện', 'en')).toBe('Nhà văn hóa huyện');
  expect(roomNameIn('Trại tạm giam', 'en')).toBe('Trại tạm giam');
});

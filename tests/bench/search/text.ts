/** Invented courts' logs: lines of clerks as they write them, made of names, goods, places and numbers that follow no person, with words from frequent to rare. */

/** The same course of numbers for the same seed (mulberry32). */
export function dice(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (n: number): number => Math.floor(next() * n),
    of: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    /** The first far more often than the last, as words are. */
    zipf: <T>(list: readonly T[]): T => list[Math.min(list.length - 1, Math.floor(list.length ** next()) - 1)] as T,
  };
}
export type Dice = ReturnType<typeof dice>;

const split = (text: string): string[] => text.trim().split(/\s*[,\n]\s*/);
const FAMILY = split(
  'Nguyễn, Trần, Lê, Hoàng, Vi, Nông, Lý, Phạm, Bế, Hứa, Lương, Đinh, Triệu, Đặng, Chu, Lành, Phùng, Dương',
);
const MIDDLE = split('Văn, Thị, Đức, Minh, Thu, Ngọc, Quang, Hữu, Xuân, Thanh, Bích, Công, Đình, Kim');
const GIVEN =
  split(`An, Bình, Chiến, Dũng, Đạt, Giang, Hà, Hải, Hạnh, Hiếu, Hòa, Hùng, Hương, Khánh, Lan, Linh, Long, Mai, Nam, Nga,
  Nhung, Phong, Phúc, Quân, Quỳnh, Sơn, Tâm, Thảo, Thắng, Thủy, Toàn, Trang, Trung, Tú, Tuấn, Tùng, Uyên, Vân, Vinh, Yến`);
const GOODS =
  split(`xe đạp, xe máy, điện thoại, dây chuyền vàng, máy cày, con trâu, bao thóc, pháo nổ, rượu ngoại, thuốc lá, quạt điện,
  máy tính xách tay, giấy chứng nhận quyền sử dụng đất, sổ tiết kiệm, hợp đồng vay, biên lai, vật chứng, con dao, gậy gỗ, túi ni lông`);
const PLACES =
  split(`chợ Kỳ Lừa, cửa khẩu Hữu Nghị, thôn Nà Chuông, xã Yên Trạch, thị trấn Đồng Đăng, đường Bà Triệu, bến xe phía Bắc,
  khu tái định cư, cầu Đông Kinh, quốc lộ 1A, đèo Bông Lau, hồ Phai Loạn, ga Lạng Sơn, xã Gia Cát, bản Khòn Lèng`);
const ONSETS = split('b, c, ch, d, đ, g, gi, h, kh, l, m, n, ng, nh, ph, qu, r, s, t, th, tr, v, x');
const RHYMES = split(
  'a, à, ác, ách, ái, àn, áng, ảnh, ấp, ất, âu, ẻ, én, ệch, ền, ế, iêm, iến, iệt, ố, ôi, ổn, ông, ơi, ớn, ợp, u, ú, ục, ùng, uối, uyên, ư, ưng, ước, ượng',
);
/** Some eight hundred syllables, the first of them frequent. */
const SYLLABLES = ONSETS.flatMap((onset, n) =>
  RHYMES.map((rhyme, k) => ({ word: onset + rhyme, rank: (n * 17 + k * 31) % 97 })),
)
  .sort((a, b) => a.rank - b.rank)
  .map(({ word }) => word);

type Line = (dice: Dice, name: string) => string;
const clock = (d: Dice) =>
  `${String(7 + d.below(10)).padStart(2, '0')} giờ ${String(d.below(60)).padStart(2, '0')} phút`;
const free = (d: Dice, most: number) => Array.from({ length: 2 + d.below(most) }, () => d.zipf(SYLLABLES)).join(' ');
export const nameOf = (d: Dice): string => `${d.zipf(FAMILY)} ${d.of(MIDDLE)} ${d.of(GIVEN)}`;
const LINES: readonly Line[] = [
  (d, name) => `Chủ tọa hỏi bị cáo ${name} về ${d.of(GOODS)} tại ${d.of(PLACES)}`,
  (d, name) => `Bị cáo ${name} khai đã lấy ${d.of(GOODS)} ở ${d.of(PLACES)}, ${free(d, 6)}`,
  (d) => `Kiểm sát viên hỏi về thời gian, địa điểm: ${clock(d)} tại ${d.of(PLACES)}`,
  (d, name) => `Hội thẩm nhân dân hỏi ${name}: ${free(d, 8)}`,
  (d) => `HĐXX công bố lời khai của ${nameOf(d)}`,
  (d) => `Hội đồng xét xử xem xét vật chứng: ${d.of(GOODS)}, số ${d.below(900) + 1}`,
  (d, name) => `Luật sư bào chữa cho ${name}: đề nghị ${d.below(36) + 6} tháng tù cho hưởng án treo, ${free(d, 5)}`,
  (d) => `Nguyên đơn yêu cầu trả ${d.below(900) + 10}.000.000 đồng và ${d.of(GOODS)}`,
  (d) => `Bị đơn không đồng ý, trình bày: ${free(d, 10)}`,
  (d) => `Người làm chứng ${nameOf(d)} vắng mặt có lý do; HĐXX quyết định tiếp tục`,
  (d) => `Tạm nghỉ đến ${clock(d)}; ngắt hình và tiếng`,
  () => 'HĐXX vào nghị án',
  () => 'Bị cáo nói lời sau cùng, xin giảm nhẹ hình phạt',
  (d) => `Thư ký phổ biến nội quy phiên tòa lúc ${clock(d)}`,
  (d, name) => `Kiểm sát viên luận tội, đề nghị xử phạt ${name} từ ${d.below(24) + 6} đến ${d.below(24) + 30} tháng tù`,
  (d) => free(d, 14),
];
/** `name`: of who stands trial. */
export const lineOf = (d: Dice, name: string): string => d.zipf(LINES)(d, name);

const TITLES =
  split(`Trộm cắp tài sản, Mua bán trái phép chất ma túy, Buôn bán hàng cấm, Cố ý gây thương tích, Tranh chấp quyền sử dụng đất,
  Tranh chấp hợp đồng vay tài sản, Ly hôn và nuôi con, Đơn phương chấm dứt hợp đồng lao động, Khiếu kiện quyết định thu hồi đất`);
export const titleOf = (d: Dice, name: string): string => `${name} – ${d.zipf(TITLES)}`;

import type { Seals } from '@giamsat/contract/wire/seals';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';

afterEach(cleanup);
const auditor = {
  ...supervisor,
  login: 'kiem.toan',
  role: 'auditor' as const,
  permissions: { ...supervisor.permissions, hearings: false, audit: true, seals: true },
};
const seals: Seals = {
  checkpoint: { note: 'giamsat/a\n', size: 12_345, madeAt: '2021-04-15T02:00:00.000Z' },
  key: 'giamsat/a+01234567+AbC=',
  keys: [],
  witnesses: [
    { name: 'vks.example/doi-chung', size: 12_300, signedAt: '2021-04-01T01:59:00.000Z' },
    { name: 'hdnd.example/doi-chung' },
  ],
};
const open = (answer: Seals) =>
  openPage({ path: '/admin/seals', viewer: auditor, answers: { 'GET /checkpoint': answer } });

describe('the seals', () => {
  it('say how far the journal is sealed, and how far each witness countersigned', async () => {
    await open(seals);
    expect((await screen.findByText(/Đã niêm phong/)).textContent).toContain('12.345 bản ghi, lúc 09:00');
    const rows = screen.getAllByRole('row').map((row) => row.textContent);
    expect(rows[1]).toContain('vks.example/doi-chung12.300 bản ghi');
    expect(rows[1]).toContain('Đã quá 24 giờ');
    expect(rows[2]).toContain('Chưa đối chứng lần nào');
    expect(screen.getByText('giamsat/a+01234567+AbC=')).toBeTruthy();
  });

  it('say loudly what does not match any more', async () => {
    await open({ ...seals, fault: { kind: 'record-differs', position: 4711 } });
    const told = await screen.findByRole('alert');
    expect(told.textContent).toContain('Đã ngừng niêm phong');
    expect(told.textContent).toContain('bản ghi số 4.711');
  });

  it('say that nothing is sealed yet, and that nobody countersigns', async () => {
    await open({ keys: [], witnesses: [] });
    expect(await screen.findByText('Chưa có niêm phong.')).toBeTruthy();
    expect(screen.getByText('Chưa có bên đối chứng nào')).toBeTruthy();
  });
});

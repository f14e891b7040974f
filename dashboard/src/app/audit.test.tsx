import type { AuditEntry } from '@giamsat/contract/wire/admin';
import type { Look } from '@giamsat/contract/wire/session';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { idOf } from './test-rows.ts';

afterEach(cleanup);
const auditor = {
  ...supervisor,
  login: 'kiem.toan',
  role: 'auditor' as const,
  permissions: { ...supervisor.permissions, hearings: false, audit: true },
};
const line = (number: number, more: Partial<AuditEntry>): AuditEntry => ({
  id: number * 10,
  number,
  at: '2021-04-15T02:00:00.000Z',
  kind: 'session.opened',
  login: 'giam.sat',
  organisation: 'hdnd',
  address: '10.1.2.3',
  detail: {},
  ...more,
});
const entries = [
  line(3, { kind: 'denied', action: 'live.watch', reason: 'not-ended', hearing: idOf(1) }),
  line(2, { kind: 'account.changed', detail: { account: 'thu.ky', role: 'clerk', locked: true, password: false } }),
];
const { login: _1, organisation: _2, address: _3, ...nobody } = line(1, { kind: 'look.started', hearing: idOf(2) });
const withheld: AuditEntry = { ...nobody, withheld: true, detail: { what: 'recording', court: 'lb' } };
const answers = { 'GET /audit': { entries: [...entries, withheld] } };
const open = (path = '/admin/audit', more: Record<string, unknown> = {}) =>
  openPage({ path, viewer: auditor, answers: { ...answers, ...more } });
const rowWith = async (text: string) => (await screen.findByRole('cell', { name: text })).closest('tr') as HTMLElement;

describe('the audit', () => {
  it('says in words what was done, and names nobody who looks while the hearing lasts', async () => {
    await open();
    expect((await rowWith('Bị từ chối')).textContent).toContain('Xem trực tiếp · phiên tòa chưa kết thúc');
    const changed = await rowWith('Sửa tài khoản');
    expect(changed.textContent).toContain('Tài khoản: thu.ky · Vai trò: Thư ký · Khóa: có · Đổi mật khẩu: không');
    const hidden = await rowWith('Bắt đầu xem');
    expect(hidden.textContent).toContain('Chưa nêu tên');
    expect(hidden.textContent).toContain('Xem đoạn ghi');
    expect(hidden.textContent).not.toMatch(/giam\.sat|10\.1\.2\.3/);
  });

  it('says to a court’s chief judge that it holds what concerns that court', async () => {
    await openPage({ path: '/admin/audit', viewer: { ...auditor, role: 'court_chief_judge', court: 'lb' }, answers });
    expect(await screen.findByText(/^Chỉ gồm những việc liên quan đến tòa án này/)).toBeTruthy();
    cleanup();
    await open();
    await rowWith('Bị từ chối');
    expect(screen.queryByText(/^Chỉ gồm/)).toBeNull();
  });

  it('keeps its filters in the address, asks the service with them, and lets none pass that are none', async () => {
    const page = await open('/admin/audit?kind=nonsense&from=2021-04-01');
    await rowWith('Bị từ chối');
    const queries = () => page.asked.filter(({ call }) => call === 'GET /audit').map(({ query }) => query);
    expect(queries()).toEqual(['from=2021-04-01&limit=100']);
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('Tên đăng nhập'), 'Thu.Ky');
    await waitFor(() => expect(page.location()).toBe('/admin/audit?from=2021-04-01&login=thu.ky'));
    expect(queries().at(-1)).toBe('login=thu.ky&from=2021-04-01&limit=100');
    await user.type(screen.getByLabelText('Mã phiên tòa'), 'abc');
    expect(screen.getByText(/gồm 36 ký tự/)).toBeTruthy();
    expect(page.location()).not.toContain('abc');
    await user.click(screen.getByRole('button', { name: 'Bỏ lọc' }));
    await waitFor(() => expect(page.location()).toBe('/admin/audit'));
  });

  it('shows who watched one hearing when, a line each, and says why it does not yet', async () => {
    const look = (n: number, displayName: string, more: Partial<Look>): Look => ({
      id: idOf(n),
      login: displayName,
      displayName,
      organisation: 'hdnd',
      organisationName: 'Thường trực HĐND tỉnh',
      what: 'live',
      hearing: idOf(1),
      from: '2021-04-15T01:00:00.000Z',
      to: '2021-04-15T01:30:00.000Z',
      ...more,
    });
    const looks = [look(5, 'Lý Thị K', {}), look(6, 'Đỗ Văn M', { what: 'log', to: '2021-04-15T02:00:00.000Z' })];
    const page = await open('/admin/audit', { 'GET /audit/looks': { looks } });
    const user = userEvent.setup();
    await user.click(within(await rowWith('Bị từ chối')).getByRole('button', { name: /Phiên tòa/ }));
    const bars = await screen.findAllByRole('img');
    expect(bars.map((bar) => bar.getAttribute('aria-label'))).toEqual([
      'Lý Thị K: Xem trực tiếp, 08:00 đến 08:30',
      'Đỗ Văn M: Đọc diễn biến, 08:00 đến 09:00',
    ]);
    expect(bars.map((bar) => bar.style.width)).toEqual(['50%', '100%']);
    expect(page.location()).toBe(`/admin/audit?hearing=${idOf(1)}`);
    cleanup();
    await open(`/admin/audit?hearing=${idOf(1)}`, { 'GET /audit/looks': { looks: [], lasting: true } });
    expect(await screen.findByText('Tên người theo dõi hiện sau khi phiên tòa kết thúc.')).toBeTruthy();
    expect(screen.queryByText('Chưa có ai xem phiên tòa này.')).toBeNull();
  });

  it('is checked to its end, stretch after stretch', async () => {
    const stretches = [
      { through: 5000, of: 7001, hash: 'a'.repeat(64), next: 5001 },
      { through: 7001, of: 7001, hash: 'b'.repeat(64) },
    ];
    const page = await open('/admin/audit', { 'GET /audit/proof': () => stretches.shift() });
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Kiểm tra tính toàn vẹn' }));
    expect(await screen.findByText('Chuỗi nguyên vẹn đến số 7.001.')).toBeTruthy();
    expect(screen.getByText('b'.repeat(64))).toBeTruthy();
    const asked = page.asked.filter(({ call }) => call === 'GET /audit/proof').map(({ query }) => query);
    expect(asked).toEqual(['from=1', 'from=5001']);
  });

  it('names the very place where its chain breaks', async () => {
    const fault = { kind: 'hash-differs', number: 12, entry: 15 };
    await open('/admin/audit', { 'GET /audit/proof': { through: 11, of: 20, hash: 'a'.repeat(64), fault } });
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Kiểm tra tính toàn vẹn' }));
    expect(await screen.findByText('Chuỗi không còn nguyên vẹn. Nguyên vẹn đến số 11.')).toBeTruthy();
    expect(screen.getByText('Nội dung dòng mang số 12 (mã dòng 15) khác với khi ghi.')).toBeTruthy();
  });

  it('is exported with the same filters, and says so when there is too much', async () => {
    const saved = vi.fn((_file: Blob) => 'blob:x');
    URL.createObjectURL = saved as typeof URL.createObjectURL;
    URL.revokeObjectURL = () => undefined;
    const page = await open('/admin/audit?login=thu.ky', { 'GET /audit/export.csv': () => new Response('"1"\r\n') });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Trích xuất CSV' }));
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(await saved.mock.calls[0]?.[0].text()).toBe('"1"\r\n');
    expect(page.asked.find(({ call }) => call === 'GET /audit/export.csv')?.query).toBe('login=thu.ky&lang=vi');
    cleanup();
    const tooMany = () =>
      Response.json({ type: 'urn:giamsat:problem:unprocessable', title: 'x', status: 422 }, { status: 422 });
    await open('/admin/audit', { 'GET /audit/export.csv': tooMany });
    await user.click(await screen.findByRole('button', { name: 'Trích xuất CSV' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Có hơn 100.000 dòng.');
  });
});

describe('mine', () => {
  it('holds my looks with their stretches, and what else is recorded of me', async () => {
    const stretches = [{ from: '2021-04-15T01:00:00.000Z', to: '2021-04-15T01:12:00.000Z' }];
    const look = { id: idOf(4), what: 'recording', hearing: idOf(1), from: '2021-04-15T02:00:00.000Z', stretches };
    await openPage({
      path: '/me',
      viewer: supervisor,
      answers: {
        'GET /me/sessions': { sessions: [] },
        'GET /me/looks': { looks: [look] },
        'GET /me/audit': { entries },
      },
    });
    expect(await screen.findByText(/đã xem đoạn 08:00 15\/04\/2021–08:12/)).toBeTruthy();
    expect(await screen.findByRole('heading', { name: 'Việc khác đã ghi về tôi' })).toBeTruthy();
    expect(screen.getByText('Bị từ chối')).toBeTruthy();
  });
});

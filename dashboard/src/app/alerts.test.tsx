import type { Alert, AlertHistory } from '@giamsat/contract/wire/alerts';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NOW, openPage, supervisor } from './test-page.tsx';
import { idOf } from './test-rows.ts';

afterEach(cleanup);
const viewer = { ...supervisor, permissions: { ...supervisor.permissions, alerts: true } };
const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();
const alert = (n: number, more: Partial<Alert> = {}): Alert => ({
  id: idOf(n),
  rule: 'no-picture',
  severity: 'urgent',
  since: at(n),
  times: 1,
  court: 'lb',
  courtShort: 'TAND Lộc Bình',
  room: 'lb-1',
  roomName: 'Phòng xử án 1',
  feed: 'lb-1-1',
  feedName: 'Toàn cảnh',
  hearing: { id: idOf(90), day: '2021-04-15', title: 'Trộm cắp tài sản' },
  values: { cause: 'camera' },
  work: { state: 'todo', comments: 0 },
  ...more,
});
const late = alert(20, { rule: 'delayed', severity: 'warning', values: {} });
let turn = 0;
const open = async (alerts: Alert[], path = '/alerts', answers: Record<string, unknown> = {}) => {
  const page = await openPage({ path, viewer, answers });
  const told = (list: Alert[]) => act(() => page.alerts.answer({ digest: `d${++turn}`, alerts: list }));
  told(alerts);
  return { ...page, told };
};
const heads = () => screen.getAllByRole('button', { expanded: false }).filter((one) => one.hasAttribute('data-head'));

describe('alerts', () => {
  it('stand by weight and time, say where and since when, and lead to their moment', async () => {
    await open([late, alert(5), alert(2)]);
    await waitFor(() => expect(heads()).toHaveLength(3));
    expect(heads().map((one) => one.querySelector('strong')?.textContent)).toEqual([
      'Đang xét xử nhưng không có hình – camera không cho hình',
      'Đang xét xử nhưng không có hình – camera không cho hình',
      'Mở muộn hơn 10 phút',
    ]);
    expect(heads()[0]?.textContent).toContain('TAND Lộc Bình · Phòng xử án 1 · Toàn cảnh');
    expect(heads()[0]?.textContent).toContain('09:39');
    expect(screen.getAllByRole('link', { name: 'Xem thời điểm' })[0]?.getAttribute('href')).toBe(
      `/hearings/${idOf(90)}?t=${encodeURIComponent(at(2))}`,
    );
  });

  it('are counted in the menu, and the count follows what is taken, muted, ended and new', async () => {
    const { told } = await open([late, alert(5)], '/me', {
      'GET /me/sessions': { sessions: [] },
      'GET /me/looks': { looks: [] },
      'GET /me/audit': { entries: [] },
    });
    const entry = () => screen.getByRole('link', { name: /^Cảnh báo/ });
    await waitFor(() => expect(entry().textContent).toContain('2 cần xử lý'));
    told([{ ...late, work: { state: 'taken', comments: 0 } }, alert(5), alert(1)]);
    expect(entry().textContent).toContain('2 cần xử lý');
    told([
      { ...alert(5), work: { state: 'todo', comments: 0, mutedUntil: at(-60) } },
      { ...alert(1), until: at(0) },
    ]);
    expect(entry().textContent).toBe('Cảnh báo');
    // A mute that is over counts again.
    told([{ ...alert(5), work: { state: 'todo', comments: 0, mutedUntil: at(1) } }]);
    expect(entry().textContent).toContain('1 cần xử lý');
  });

  it('are taken with what the page showed, and what somebody else did first is said', async () => {
    const history: AlertHistory = { alert: alert(5), records: [], colleagues: [] };
    const conflict = () =>
      Response.json({ type: 'urn:giamsat:problem:conflict', title: 'x', status: 409 }, { status: 409 });
    const work = [() => history, conflict];
    const page = await open([alert(5)], '/alerts', { [`POST /alerts/${idOf(5)}/work`]: () => work.shift()?.() });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Nhận xử lý' }));
    await waitFor(() => expect(page.asked.some(({ call }) => call.startsWith('POST'))).toBe(true));
    expect(page.asked.find(({ call }) => call.startsWith('POST'))?.body).toMatchObject({
      what: 'taken',
      state: 'todo',
    });
    await user.click(screen.getByRole('button', { name: 'Xong' }));
    expect((await screen.findByRole('alert')).textContent).toContain('đã được người khác thay đổi');
  });

  it('open to their history and to what else can be done, by keyboard as well', async () => {
    const history: AlertHistory = {
      alert: alert(5),
      records: [
        { number: 1, what: 'raised', at: at(5) },
        { number: 2, what: 'commented', at: at(3), by: 'Lý Thị K', text: 'Đã gọi' },
      ],
      colleagues: [{ login: 'ban', displayName: 'Bạn Đồng Nghiệp' }],
    };
    const page = await open([alert(5), late], '/alerts', {
      [`GET /alerts/${idOf(5)}`]: history,
      [`POST /alerts/${idOf(5)}/work`]: history,
    });
    await waitFor(() => expect(heads()).toHaveLength(2));
    const user = userEvent.setup();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('không có hình');
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(page.location()).toBe(`/alerts?open=${idOf(5)}`);
    expect(await screen.findByText('Lý Thị K ghi ý kiến')).toBeTruthy();
    expect(screen.getByText('Đã gọi')).toBeTruthy();
    await user.type(screen.getByLabelText('Ý kiến'), 'Camera đã thay');
    await user.click(screen.getByRole('button', { name: 'Ghi ý kiến' }));
    await waitFor(() =>
      expect(page.asked.filter(({ call }) => call.startsWith('POST')).at(-1)?.body).toMatchObject({
        what: 'commented',
        text: 'Camera đã thay',
      }),
    );
  });

  it('keep their filters in the address, and let none pass that are none', async () => {
    const page = await open(
      [late, alert(5), { ...alert(3), until: at(0), ended: 'cleared' }],
      '/alerts?severity=nonsense&rule=x',
    );
    await waitFor(() => expect(heads()).toHaveLength(2));
    const user = userEvent.setup();
    await user.click(screen.getByRole('radio', { name: 'Đã xong (1)' }));
    expect(page.location()).toBe('/alerts?pile=done');
    const [only] = heads();
    expect(within(only?.closest('li') as HTMLElement).getByText('Tự hết')).toBeTruthy();
    cleanup();
    await open([late, alert(5)], '/alerts?severity=warning&court=lb');
    await waitFor(() => expect(heads()).toHaveLength(1));
    cleanup();
    await open([late], '/alerts?severity=urgent');
    expect(await screen.findByText(/Không có cảnh báo nào khớp/)).toBeTruthy();
  });

  it('defect of the command centre, “a failed recording is pushed and nobody shows it”: every rule has words', async () => {
    await open([alert(5, { rule: 'not-recorded', values: {} })]);
    expect(await screen.findByText('Đang xét xử nhưng chưa có bản ghi')).toBeTruthy();
  });

  it('ring for what is new, and not for what was there, taken or muted, where that is wanted', async () => {
    const shown: string[] = [];
    class Notice {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      onclick = null;
      constructor(_title: string, { body }: { body: string }) {
        shown.push(body);
      }
    }
    vi.stubGlobal('Notification', Notice);
    try {
      const { told } = await open([late]);
      await userEvent.setup().click(await screen.findByRole('switch', { name: 'Thông báo trên màn hình máy này' }));
      // The bell is fetched when it is first wanted; by the clock, for what is told changes the page itself.
      await vi.waitFor(
        () => {
          told([late, alert(++turn)]);
          expect(shown.length).toBeGreaterThan(0);
        },
        { timeout: 15_000, interval: 200 },
      );
      expect(new Set(shown)).toEqual(new Set(['Đang xét xử nhưng không có hình – camera không cho hình']));
      const before = shown.length;
      told([late, alert(3, { work: { state: 'taken', comments: 0 } }), { ...alert(4), until: at(0) }]);
      expect(shown).toHaveLength(before);
      told([alert(1), alert(2)]);
      expect(shown.at(-1)).toBe('Có 2 cảnh báo mới');
    } finally {
      vi.unstubAllGlobals();
      localStorage.removeItem('giamsat-bell');
    }
  });

  it('are no page for whoever is told none', async () => {
    await openPage({ path: '/alerts', viewer: supervisor });
    expect(await screen.findByText('Không có trang này')).toBeTruthy();
    expect(screen.queryByRole('link', { name: /^Cảnh báo/ })).toBeNull();
  });
});

import type { ScreenRemote, ScreenSteering } from '@giamsat/contract/wire/screens';
import type { ViewerView } from '@giamsat/contract/wire/session';
import type { StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOW, openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf, maskedRow } from './test-rows.ts';

const REGISTRY = { 'GET /registry': { courts: [], rooms: [], holds: [], feeds: [] } };
const inRoom: ViewerView = {
  ...supervisor,
  role: 'screen',
  screen: true,
  permissions: { ...supervisor.permissions, statistics: true },
};
const onAir = (n: number) =>
  fullRow(
    n,
    {},
    {
      windows: [
        {
          window: `01890000-0000-8000-8000-0000000000a${n}`,
          feed: `lb-${n}-cam-1`,
          feedName: '1',
          feedRole: 'panel',
          opensAt: '2021-04-15T02:00:00.000Z',
          picture: true,
          sound: true,
        },
      ],
    },
  );

const DEFINITIONS = ['disposal-rate', 'held'].map((id, n) => ({
  id,
  source: n === 0 ? ('caseBook' as const) : ('hearings' as const),
  unit: n === 0 ? ('percent' as const) : ('count' as const),
  name: { vi: n === 0 ? 'Tỷ lệ giải quyết' : 'Phiên tòa đã xét xử', en: id },
  how: { vi: 'x', en: 'x' },
  sql: 'select',
  listed: false,
  ...(n === 0 ? { better: 'more' as const } : {}),
}));
const FIGURES: StatisticsAnswer = {
  period: { from: '2020-10-01', to: '2021-09-30', through: '2021-04-15' },
  before: { from: '2019-10-01', through: '2020-04-15' },
  yearBegins: 10,
  courts: [{ code: 'lb', name: 'TAND huyện Lộc Bình', short: 'TAND Lộc Bình' }],
  succeeded: false,
  definitions: DEFINITIONS,
  figures: [
    {
      id: 'disposal-rate',
      value: 97.6,
      before: 95,
      target: { value: 90, document: 'x', checked: true },
      difference: 7.6,
    },
    { id: 'held', value: 683341, before: 1 },
  ],
  byCourt: [],
  byType: [],
  byMonth: [{ key: '2021-03', values: { 'disposal-rate': 97.6 } }],
  reasons: [],
  closed: 0,
  entered: [{ court: 'lb', months: ['2021-03'] }],
};

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: NOW, shouldAdvanceTime: true });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("a meeting room's screen", () => {
  it('goes where it is steered to, at once, and nowhere else', async () => {
    const page = await openPage({
      path: '/wall',
      viewer: inRoom,
      answers: { ...REGISTRY, 'GET /statistics': FIGURES },
    });
    await screen.findByRole('heading', { level: 1 });
    expect(page.location()).toMatch(/^\/wall/);
    act(() => page.steer({ pages: ['today'] }));
    await screen.findByRole('heading', { level: 1, name: 'Phiên tòa hôm nay' });
    expect(page.location()).toBe('/screen/today');
    act(() => page.steer({ pages: ['statistics'] }));
    await screen.findByRole('heading', { level: 1, name: 'Thống kê' });
    act(() => page.steer({ pages: ['wall'] }));
    await waitFor(() => expect(page.location()).toMatch(/^\/wall/));
  });

  it('shows the day in order, live, and of a closed hearing neither name nor time', async () => {
    const page = await openPage({ path: '/screen/today', viewer: inRoom, answers: REGISTRY });
    act(() =>
      page.push([
        fullRow(1, { stage: 'closed' }),
        maskedRow(2),
        fullRow(3, { stage: 'scheduled', start: '2021-04-15T07:00:00.000Z' }),
        fullRow(4, { stage: 'deliberation' }),
      ]),
    );
    const lines = async () => (await screen.findAllByRole('listitem')).map((line) => line.textContent ?? '');
    const [first, second, third, fourth] = await lines();
    expect(first).toContain('A4');
    expect(first).toContain('Nghị án');
    expect(second).toContain('14:00');
    expect(third).toMatch(/^–Phiên tòa xét xử kín/);
    expect(third).not.toMatch(/A2|\d\d:\d\d/);
    expect(fourth).toContain('A1');
    act(() => page.remove(idOf(4)));
    expect((await lines())[0]).toContain('A3');
  });

  it('reads figures beside their targets, the two sources never on one part, and turns to the next by itself', async () => {
    const answers = { 'GET /statistics': FIGURES };
    await openPage({ path: '/screen/statistics', viewer: inRoom, answers, now: Date.now });
    const all = new Set<string>();
    for (let turn = 0; turn < 3; turn++) {
      const text = (await screen.findAllByText(/97,6|683\.341/))[0]?.closest('section')?.textContent ?? '';
      expect(text).not.toMatch(/97,6[\s\S]*683\.341|683\.341[\s\S]*97,6/);
      all.add(text);
      if (text.includes('97,6')) {
        expect(text).toContain('90,0%');
        expect(text).toContain('+7,6 điểm phần trăm');
      }
      await act(() => vi.advanceTimersByTimeAsync(15_000));
    }
    expect(all.size).toBe(3);
  });

  it('leaves no figure standing that was refused', async () => {
    const refused = Response.json({ type: 'urn:giamsat:problem:forbidden', title: 'x', status: 403 }, { status: 403 });
    let answer: unknown = FIGURES;
    await openPage({ path: '/screen/statistics', viewer: inRoom, answers: { 'GET /statistics': () => answer } });
    await screen.findAllByText(/97,6|683\.341/);
    answer = refused;
    await act(() => vi.advanceTimersByTimeAsync(61_000));
    await waitFor(() => expect(screen.queryByText(/97,6|683\.341/)).toBeNull());
  });

  it('makes one tile large and hears one, as it is told, and all alike again', async () => {
    const page = await openPage({ path: '/wall', viewer: inRoom, answers: REGISTRY });
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([onAir(1), onAir(2), onAir(3)]));
    const tile = (n: number) =>
      screen.findByRole('heading', { level: 2, name: new RegExp(`A${n}`) }).then((one) => one.closest('li'));
    await tile(3);
    act(() => page.steer({ pages: ['wall'], large: idOf(2), sound: idOf(3) }));
    await waitFor(async () => expect((await tile(2))?.dataset.large).toBe('true'));
    expect((await tile(1))?.dataset.large).toBeUndefined();
    // No place is kept free beside it.
    expect(screen.getAllByRole('article').length).toBe((await tile(2))?.parentElement?.children.length);
    expect((await tile(3))?.querySelector('article')?.dataset.sounding).toBe('true');
    act(() => page.steer({ pages: ['wall'] }));
    await waitFor(async () => expect((await tile(2))?.dataset.large).toBeUndefined());
    expect((await tile(3))?.querySelector('article')?.dataset.sounding).toBeUndefined();
  });
});

describe('steering from a telephone', () => {
  const person: ViewerView = { ...supervisor, permissions: { ...supervisor.permissions, screens: true } };
  const at = 'man-hinh-0123456789';
  const remote = (steering: ScreenSteering): ScreenRemote => ({
    name: 'Phòng họp tầng 2',
    steering,
    open: ['wall', 'today'],
  });
  const open = (answers: object) =>
    openPage({ path: `/me/screens/${at}`, viewer: person, answers: { ...REGISTRY, ...answers } });

  it('offers what the screen may show, and sends each choice whole', async () => {
    let kept: ScreenSteering = { page: 'turning' };
    const page = await open({
      [`GET /screens/${at}/steering`]: () => remote(kept),
      [`PUT /screens/${at}/steering`]: (body: unknown) => {
        kept = body as ScreenSteering;
        return remote(kept);
      },
    });
    await screen.findByRole('heading', { level: 1, name: 'Phòng họp tầng 2' });
    const choices = within(screen.getByRole('region', { name: 'Màn hình đang hiện' }));
    expect(choices.getAllByRole('button').map((one) => one.textContent)).toEqual([
      'Tự chuyển trang',
      'Hình ảnh',
      'Hôm nay',
    ]);
    expect(choices.getByRole('button', { pressed: true }).textContent).toBe('Tự chuyển trang');
    act(() => page.push([onAir(1), fullRow(2), maskedRow(3)]));
    // Of three hearings one is on air.
    fireEvent.click(await screen.findByRole('button', { name: /^Nghe tiếng: .*A1/ }));
    await waitFor(() => expect(kept).toEqual({ page: 'turning', sound: idOf(1) }));
    expect(screen.queryByRole('button', { name: /A2|A3/ })).toBeNull();
    fireEvent.click(choices.getByRole('button', { name: 'Hôm nay' }));
    await waitFor(() => expect(kept).toEqual({ page: 'today', sound: idOf(1) }));
    // Whoever makes a picture large wants to see it.
    await waitFor(() => expect(choices.getByRole('button', { pressed: true }).textContent).toBe('Hôm nay'));
    fireEvent.click(screen.getByRole('button', { name: /^Phóng to: .*A1/ }));
    await waitFor(() => expect(kept).toEqual({ page: 'wall', large: idOf(1), sound: idOf(1) }));
    fireEvent.click(await screen.findByRole('button', { name: /^Phóng to: .*A1/, pressed: true }));
    await waitFor(() => expect(kept).toEqual({ page: 'wall', sound: idOf(1) }));
    // It leaves the air: what was chosen can be given up.
    act(() => page.push([{ ...onAir(1), windows: [], version: 9 }]));
    fireEvent.click(await screen.findByRole('button', { name: 'Bỏ chọn' }));
    await waitFor(() => expect(kept).toEqual({ page: 'wall' }));
  });

  it('says so when the screen has ended, and leads there from the list', async () => {
    await open({});
    await screen.findByText('Màn hình này đã kết thúc, hoặc không do bạn xác nhận.');
    cleanup();
    await openPage({
      path: '/me',
      viewer: person,
      answers: {
        ...REGISTRY,
        'GET /screens': {
          screens: [
            {
              login: at,
              name: 'Phòng họp tầng 2',
              organisation: 'x',
              confirmedBy: 'x',
              confirmedAt: '2021-04-15T01:00:00.000Z',
            },
          ],
        },
      },
    });
    const link = await screen.findByRole('link', { name: 'Điều khiển màn hình Phòng họp tầng 2' });
    expect(link.getAttribute('href')).toBe(`/me/screens/${at}`);
  });
});

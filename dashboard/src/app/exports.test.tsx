import type { Export } from '@giamsat/contract/wire/exports';
import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import type { Timeline } from '@giamsat/contract/wire/live';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf } from './test-rows.ts';

afterEach(cleanup);
const one = (n: number, more: Partial<Export> = {}): Export => ({
  id: idOf(100 + n),
  kind: 'certified',
  hearing: idOf(1),
  court: 'lb',
  courtShort: 'TAND Lộc Bình',
  day: '2021-04-15',
  state: 'done',
  doneBytes: 0,
  createdAt: '2021-04-15T02:00:00.000Z',
  ...more,
});
const may: HearingAnswer['may'] = {
  live: true,
  log: true,
  recording: true,
  looks: false,
  notes: false,
  sheet: false,
  keeping: false,
  takeLog: true,
  takeRecording: true,
  system: false,
};
const timeline: Timeline = {
  hearing: idOf(1),
  version: 1,
  stages: [],
  sittings: [],
  restrictions: [],
  feeds: [{ feed: 'lb-1-1', feedName: 'Toàn cảnh', feedRole: 'panel', recorded: [], filled: [], gaps: [] }],
};
const hearing = (rights: Partial<typeof may>, more: Record<string, unknown> = {}) =>
  openPage({
    path: `/hearings/${idOf(1)}?tab=export`,
    viewer: supervisor,
    answers: {
      [`GET /hearings/${idOf(1)}`]: { row: fullRow(1), may: { ...may, ...rights } },
      [`GET /hearings/${idOf(1)}/timeline`]: timeline,
      'GET /exports': { exports: [] },
      ...more,
    },
  });

describe('the tab "Xuất"', () => {
  it('explains both ways, and orders what was pressed', async () => {
    const path = `POST /hearings/${idOf(1)}/exports/certified`;
    const page = await hearing({}, { [path]: { export: one(1) } });
    expect(await screen.findByText(/Tệp này không có chứng thực/)).toBeTruthy();
    await userEvent.setup().click(screen.getByRole('button', { name: 'Xuất kèm chứng thực' }));
    await waitFor(() => expect(page.asked.filter(({ call }) => call === path)).toHaveLength(1));
  });

  it('offers what may be taken away alone, and is not there for whoever may take nothing', async () => {
    await hearing({ takeLog: false });
    expect(await screen.findByRole('button', { name: 'Tải hình' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Xuất kèm chứng thực' })).toBeNull();
    cleanup();
    await hearing({ takeLog: false, takeRecording: false });
    await screen.findByRole('tab', { name: 'Diễn biến' });
    expect(screen.queryByRole('tab', { name: 'Xuất' })).toBeNull();
  });

  it('says what became of an order, in words', async () => {
    const exports = [
      one(1, { state: 'running', doneBytes: 30_000_000, totalBytes: 60_000_000 }),
      one(2, { state: 'cancelled', reason: 'closed' }),
      one(3, { hearing: idOf(9), state: 'failed', reason: 'space' }),
    ];
    const page = await hearing(
      {},
      { 'GET /exports': { exports }, [`DELETE /exports/${idOf(101)}`]: new Response(null, { status: 204 }) },
    );
    const items = within(await screen.findByRole('list', { name: 'Tệp tôi đã xuất' })).getAllByRole('listitem');
    expect(items).toHaveLength(2);
    expect(items[0]?.textContent).toContain('Đang xuất · 30 MB / 60 MB');
    expect(items[1]?.textContent).toContain('Đã hủy: tòa án đã hạn chế phiên tòa này hoặc một phần của nó');
    await userEvent.setup().click(within(items[0] as HTMLElement).getByRole('button', { name: 'Hủy' }));
    await waitFor(() => expect(page.asked.map(({ call }) => call)).toContain(`DELETE /exports/${idOf(101)}`));
  });
});

describe('under "Của tôi"', () => {
  const open = (exports: Export[], more: Record<string, unknown> = {}) =>
    openPage({ path: '/me', viewer: supervisor, answers: { 'GET /exports': { exports }, ...more } });

  it('are all of one’s own exports; a file is fetched once a proof was asked for', async () => {
    const post = `POST /exports/${idOf(101)}/download`;
    const page = await open(
      [one(1, { totalBytes: 1_500_000, sha256: 'ab'.repeat(32), expiresAt: '2021-04-16T02:00:00.000Z' })],
      {
        [post]: new Response(null, { status: 204 }),
      },
    );
    const list = await screen.findByRole('list', { name: 'Tệp tôi đã xuất' });
    expect(list.textContent).toContain('Kèm chứng thực · TAND Lộc Bình · 15/04/2021');
    expect(list.textContent).toContain('2 MB · giữ đến 09:00 16/04/2021');
    await userEvent.setup().click(within(list).getByRole('button', { name: 'Tải về' }));
    await waitFor(() => expect(page.asked.map(({ call }) => call)).toContain(post));
  });

  it('an empty list says what would fill it', async () => {
    await open([]);
    expect(await screen.findByText('Chưa có tệp nào')).toBeTruthy();
  });
});

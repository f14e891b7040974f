// What stands beside a hearing's picture: a note by key from any tab, and the seals for whoever may see them.
import type { FullRow } from '@giamsat/contract/wire/live';
import type { Seals } from '@giamsat/contract/wire/seals';
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf, logLine } from './test-rows.ts';

afterEach(cleanup);
const prosecutor: typeof supervisor = {
  ...supervisor,
  role: 'prosecutor',
  permissions: { ...supervisor.permissions, seals: true },
};
const path = `/hearings/${idOf(1)}`;
const none = { hearing: idOf(1), version: 1, stages: [], sittings: [], restrictions: [], feeds: [] };
const seals: Seals = {
  checkpoint: { note: 'giamsat/a\n', size: 12_345, madeAt: '2021-04-15T02:00:00.000Z' },
  keys: [],
  witnesses: [{ name: 'vks.example/doi-chung', size: 12_300, signedAt: '2021-04-15T01:59:00.000Z' }],
};
const open = async ({
  at = path,
  viewer = prosecutor,
  notes = true,
  version = 1,
  sealed = seals,
  timeline = none as object,
  sittings = [] as FullRow['sittings'],
} = {}) => {
  const may = { live: true, log: true, recording: true, looks: false, notes, sheet: false };
  const page = await openPage({
    path: at,
    viewer,
    answers: {
      [`GET ${path}`]: { row: fullRow(1, {}, { version, sittings }), may },
      [`GET ${path}/timeline`]: timeline,
      [`GET ${path}/notes`]: { notes: [] },
      'GET /checkpoint': sealed,
    },
  });
  if (at.startsWith(path)) await screen.findByRole('heading', { name: /A1/, level: 1 });
  return page;
};
const press = (key: string) => act(() => fireEvent.keyDown(document.body, { key }));

describe('a note', () => {
  it('is begun by its key whatever tab stands open, and what is being written stays at the next press', async () => {
    const page = await open({ at: `${path}?tab=people` });
    await screen.findByText('Ghi chú');
    press('g');
    const text = await screen.findByLabelText('Nội dung');
    expect(page.location()).toBe(`${path}?tab=notes`);
    expect(screen.getByText('Từ 09:41:07')).toBeTruthy();
    fireEvent.change(text, { target: { value: 'Đối đáp chưa đầy đủ' } });
    press('g');
    expect(screen.getByDisplayValue('Đối đáp chưa đầy đủ')).toBeTruthy();
  });

  it('has no key for whoever keeps none here', async () => {
    const page = await open({ notes: false });
    press('g');
    press('?');
    expect(await screen.findByText('Sao chép đường dẫn')).toBeTruthy();
    expect(screen.queryByText('Ghi chú vào thời điểm này')).toBeNull();
    expect(page.location()).toBe(path);
  });
});

describe('a hearing that is over', () => {
  const sitting = { id: idOf(8), from: '2021-04-15T01:00:00.000Z', to: '2021-04-15T02:00:00.000Z', rooms: [] };
  const feed = { feed: 'lb-1-1', feedName: 'Toàn cảnh', feedRole: 'panel', recorded: [], filled: [], gaps: [] };
  const kept = [{ from: sitting.from, to: sitting.to }];

  it('of which lines were entered and nothing was recorded says so', async () => {
    const page = await open({ timeline: { ...none, sittings: [sitting], feeds: [feed] } });
    act(() => page.push([fullRow(1, {}, { version: 2 })], [logLine(1, '08:26', 'hearing.opened')]));
    expect(await screen.findByText('Không có đoạn ghi hình; chỉ có diễn biến do Thư ký ghi.')).toBeTruthy();
  });

  it('which was recorded and of which no line was entered says so', async () => {
    await open({ timeline: { ...none, sittings: [sitting], feeds: [{ ...feed, recorded: kept }] } });
    expect(await screen.findByText('Có đoạn ghi hình nhưng không có diễn biến nào được ghi.')).toBeTruthy();
  });
});

describe('the seal of a hearing', () => {
  it('says up to where it reaches, who countersigned, and leads to the seals', async () => {
    await open();
    const line = await screen.findByRole('link', { name: /Niêm phong đến số/ });
    expect(line.textContent).toMatch(/^Niêm phong đến số 12\.344, đối chứng đến số 12\.299 lúc 08:59/);
    expect(line.getAttribute('href')).toBe('/seals');
  });

  it('waits where the hearing has newer lines', async () => {
    await open({ version: 12_345 });
    expect((await screen.findByRole('link', { name: /Niêm phong đến/ })).textContent).toContain('chờ niêm phong');
    cleanup();
    // While it sits they come and are sealed each minute.
    const held = [{ room: 'lb-1', from: '2021-04-15T01:00:00.000Z' }];
    const id = '/courts/lb/agents/lb-1#8';
    const sitting = {
      id,
      hearing: idOf(1),
      rooms: held,
      holds: held,
      from: '2021-04-15T01:00:00.000Z',
      holdsRoom: true,
    };
    await open({ version: 12_345, sittings: [sitting] });
    expect((await screen.findByRole('link', { name: /Niêm phong đến/ })).textContent).not.toContain('chờ');
  });

  it('says that something was changed', async () => {
    await open({ sealed: { ...seals, fault: { kind: 'root-differs' } } });
    expect(await screen.findByRole('link', { name: /không còn khớp/ })).toBeTruthy();
  });

  it('is not asked for by whoever may not see it', async () => {
    const page = await open({ viewer: supervisor });
    await waitFor(() => expect(page.asked.map(({ call }) => call)).toContain(`GET ${path}/timeline`));
    expect(page.asked.some(({ call }) => call === 'GET /checkpoint')).toBe(false);
    expect(screen.queryByText(/Niêm phong/)).toBeNull();
  });

  it('has a page in the menu of the procuracy, which administers nothing', async () => {
    await open({ at: '/seals' });
    expect(await screen.findByText(/Đã niêm phong/)).toBeTruthy();
    expect(screen.getByRole('navigation').textContent).toBe('Đang xét xửLịch phiên tòaNiêm phong');
  });
});

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOW, openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf, logLine, maskedRow } from './test-rows.ts';

const answers = { 'GET /registry': { courts: [], rooms: [], holds: [], feeds: [] } };
const wall = (viewer = supervisor) => openPage({ path: '/wall', viewer, answers });
const tileOf = (title: RegExp) =>
  screen.findByRole('heading', { name: title, level: 2 }).then((one) => one.closest('article'));

describe('the wall', () => {
  beforeEach(() => {
    localStorage.clear();
    vi.useFakeTimers({ now: NOW, shouldAdvanceTime: true });
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('says why there is no picture, since when and until when', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() =>
      page.push([
        fullRow(
          1,
          { stage: 'recess', stageSince: '2021-04-15T02:20:00.000Z', expectedEnd: '2021-04-15T02:35:00.000Z' },
          { inForce: [{ cause: 'recess', picture: true, sound: true, from: '2021-04-15T02:20:00.000Z' }] },
        ),
      ]),
    );
    const tile = await tileOf(/Nguyễn Văn A1/);
    expect(tile?.textContent).toContain('Tạm nghỉ đến 09:35');
    expect(tile?.textContent).toContain('từ 09:20');
    expect(tile?.textContent).toContain('00:21');
  });

  it('shows of a hearing in camera neither name nor number nor stage', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([maskedRow(2)]));
    const tile = await tileOf(/Phiên tòa xét xử kín/);
    expect(tile?.textContent).toContain('TAND Lộc Bình · Phòng xử án 1');
    expect(tile?.textContent).not.toMatch(/90|Xét hỏi|Nguyễn/);
  });

  it('counts hearings in camera, and gives one a tile beside those that sit', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([fullRow(1), { ...maskedRow(2), room: 'lb-2' }]));
    await tileOf(/A1/);
    await tileOf(/Phiên tòa xét xử kín/);
    expect(screen.getByText('Xét xử kín').textContent).toBe('Xét xử kín 1');
    expect(screen.getByText('Đang xét xử', { selector: 'li' }).textContent).toBe('Đang xét xử 1');
  });

  it('drops the picture of a window that is cut before the row itself comes', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    const window = '01890000-0000-8000-8000-0000000000a1';
    const open = fullRow(
      1,
      {},
      {
        windows: [
          {
            window,
            feed: 'lb-1-cam-1',
            feedName: '1',
            feedRole: 'panel',
            opensAt: '2021-04-15T02:00:00.000Z',
            picture: true,
            sound: true,
          },
        ],
        sittings: [
          { id: 'x#1', hearing: idOf(1), rooms: [], holds: [], from: '2021-04-15T01:00:00.000Z', holdsRoom: true },
        ],
      },
    );
    act(() => page.push([open]));
    const tile = await tileOf(/Nguyễn Văn A1/);
    expect(tile?.textContent).toContain('Đang lấy hình');
    act(() => page.store.cut({ position: 9, hearing: idOf(1), windows: [window], at: new Date(NOW).toISOString() }));
    expect(tile?.textContent).toContain('Không có hình ảnh cho tài khoản này');
    act(() =>
      page.push([
        {
          ...open,
          version: 9,
          windows: [],
          inForce: [{ cause: 'clerk', picture: true, sound: true, from: new Date(NOW).toISOString() }],
        },
      ]),
    );
    expect(tile?.textContent).toContain('Ngắt theo lệnh Chủ tọa');
  });

  it('keeps each hearing in its place, and puts the places into the address', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([fullRow(1), fullRow(2), fullRow(3)]));
    await tileOf(/A3/);
    const order = () =>
      screen.getAllByRole('article').map((one) => one.querySelector('h2')?.textContent?.match(/A\d/)?.[0]);
    expect(order()).toEqual(['A1', 'A2', 'A3']);
    // The first ended long ago and leaves; the others stay, and who comes takes the free tile.
    act(() =>
      page.push([
        { ...fullRow(1, { stage: 'closed', stageSince: '2021-04-15T02:00:00.000Z' }), version: 5 },
        { ...fullRow(4), version: 5 },
      ]),
    );
    await tileOf(/A4/);
    expect(order()).toEqual(['A4', 'A2', 'A3']);
    await waitFor(() =>
      expect(decodeURIComponent(page.location())).toContain(`tiles=${idOf(4)},${idOf(2)},${idOf(3)}`),
    );
  });

  it('is worked by keys: select, pin, open', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([fullRow(1), fullRow(2)]));
    await tileOf(/A2/);
    fireEvent.keyDown(window, { key: '2' });
    expect((await tileOf(/A2/))?.dataset.selected).toBe('true');
    fireEvent.keyDown(window, { key: 'p' });
    await waitFor(() => expect(page.location()).toContain(`pins=${idOf(2)}`));
    fireEvent.keyDown(window, { key: 'Enter' });
    await waitFor(() => expect(page.location()).toBe(`/hearings/${idOf(2)}`));
  });

  it('lists the events of all courts, newest first, each leading to its moment', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() =>
      page.push(
        [fullRow(1)],
        [
          logLine(1, '08:26', 'hearing.questioning.started', { respondent: 'Bị cáo' }),
          logLine(1, '08:41', 'hearing.note.recorded', { text: 'Hội thẩm nhân dân hỏi bị cáo' }),
          logLine(1, '08:42', 'recording.committed'),
          logLine(1, '07:01', 'hearing.scheduled'),
          logLine(1, '07:02', 'hearing.scheduled', { adhoc: true }),
        ],
      ),
    );
    const column = await screen.findByRole('complementary', { name: 'Diễn biến hôm nay' });
    const links = within(column).getAllByRole('link');
    expect(links.map((one) => one.textContent)).toEqual([
      '08:41TAND Lộc Bình · Phòng xử án 1Hội thẩm nhân dân hỏi bị cáo',
      '08:26TAND Lộc Bình · Phòng xử án 1Bắt đầu xét hỏi',
      '07:02TAND Lộc Bình · Phòng xử án 1Lên lịch phiên tòa',
    ]);
    expect(links[0]?.getAttribute('href')).toBe(`/hearings/${idOf(1)}?t=2021-04-15T01%3A41%3A00.000Z`);
  });

  it('gives a screen nothing but the wall', async () => {
    const page = await wall({ ...supervisor, role: 'screen', screen: true });
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([fullRow(1)], [logLine(1, '08:26', 'hearing.opened')]));
    await tileOf(/A1/);
    expect(screen.queryAllByRole('link').filter((one) => one.getAttribute('href') !== '#content')).toEqual([]);
  });

  it('says what would fill it when nothing sits', async () => {
    const page = await wall();
    await screen.findByRole('heading', { level: 1 });
    act(() => page.push([fullRow(1, { stage: 'scheduled', start: '2021-04-15T07:00:00.000Z' })]));
    expect((await screen.findByText('Hiện không có phiên tòa nào đang xét xử')).parentElement?.textContent).toContain(
      '14:00',
    );
  });
});

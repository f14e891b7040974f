import type { FeedHistory, SystemAnswer } from '@giamsat/contract/wire/system';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { NOW, openPage, supervisor } from './test-page.tsx';

afterEach(cleanup);
const viewer = {
  ...supervisor,
  permissions: { ...supervisor.permissions, hearings: false, alerts: true, system: true },
};
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1000).toISOString();
const feed = (n: number, more: Partial<SystemAnswer['courts'][number]['feeds'][number]> = {}) => ({
  code: `lb-${n}-1`,
  name: 'Toàn cảnh',
  room: `lb-${n}`,
  roomName: `Phòng xử án ${n}`,
  band: 'good' as const,
  ailments: [],
  onAir: true,
  delayMs: 420,
  kbps: 1234,
  fps: 25,
  ...more,
});
const answer = (more: Partial<SystemAnswer['courts'][number]> = {}): SystemAnswer => ({
  now: at(0),
  nodes: [
    {
      node: '0190f3c2-7c1e-8abc-9def-0123456789ab',
      version: '0.1.0',
      startedAt: at(7_200),
      band: 'good',
      ailments: [],
      busyMs: 12,
    },
  ],
  courts: [
    {
      code: 'lb',
      name: 'TAND huyện Lộc Bình',
      machines: [
        {
          code: 'lb-agent',
          band: 'fair',
          ailments: ['spool', 'clock'],
          heardAt: at(3),
          startedAt: at(86_400 * 3),
          version: '0.1.0',
          diskFreeBytes: 80.4e9,
          diskHours: 60,
          spoolBytes: 1.25e9,
          spoolSince: at(600),
          outboxLength: 3,
          clockOffsetMs: -2_340,
        },
        { code: 'lb-agent-2', ailments: [] },
      ],
      feeds: [
        feed(1, {
          band: 'bad',
          ailments: ['frozen', 'late', 'stalls-most'],
          viewing: { reports: 8, stalled: 5, latencyMs: 6_100 },
        }),
        feed(2),
      ],
      ...more,
    },
  ],
});
const history: FeedHistory = {
  feed: 'lb-1-1',
  since: at(900),
  through: at(0),
  samples: [
    { at: at(125), band: 'good', delayMs: 400, kbps: 900, fps: 25 },
    { at: at(120), band: 'bad', delayMs: 5_400, lostMs: 1_500, kbps: 880 },
  ],
  minutes: [{ at: '2021-04-15T02:39:00.000Z', ailments: ['late'], reports: 4, stalled: 2 }],
};
const answers = { 'GET /system': answer(), 'GET /system/feeds/lb-1-1': history };

describe('the system', () => {
  it('says of each machine and camera how it fares, why, and where to look', async () => {
    await openPage({ path: '/system', viewer, answers });
    const court = await screen.findByRole('region', { name: 'TAND huyện Lộc Bình' });
    const lines = within(court).getAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      expect.stringContaining('Tạm đượcMáy lb-agentTại tòa: bản ghi chờ gửi đã lâu, đồng hồ lệch'),
      expect.stringContaining('Chưa rõMáy lb-agent-2chưa liên lạc lần nào'),
      expect.stringContaining(
        'KémPhòng xử án 1 · Toàn cảnhTại tòa: hình đứng yên; Đường truyền: hình đến chậm; Máy chủ: đứng hình ở phần lớn người xem',
      ),
      expect.stringContaining('TốtPhòng xử án 2 · Toàn cảnhđang phátđến sau 0,4 giây1.234 kbit/s25 hình/giây'),
    ]);
    expect(lines[0]?.textContent).toContain('ổ đĩa còn 80,4 GB, đủ ghi khoảng 2 ngày');
    expect(lines[0]?.textContent).toContain('chờ gửi từ 10 phút trước');
    expect(lines[2]?.textContent).toContain('Người xem: 5/8 lần báo có đứng hình, chậm 6,1 giây');
    expect(screen.getByText('Camera:').parentElement?.textContent).toBe('Camera:1 Kém1 Tốt');
    expect(screen.getByRole('region', { name: 'Máy chủ' }).textContent).toContain('chạy được 2 giờ');
  });

  it('shows a quarter of an hour of a camera, as a graph and as a table, and the quarters before', async () => {
    const page = await openPage({ path: '/system', viewer, answers });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Phòng xử án 1 · Toàn cảnh' }));
    expect(page.location()).toBe('/system?feed=lb-1-1');
    const table = await screen.findByRole('table');
    const rows = within(table).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toContain(
      '09:39Kém Đường truyền: hình đến chậm2,9 giây1,5 giây8902/4 lần báo có đứng hình',
    );
    // A minute in which nothing was heard.
    expect(rows.at(-1)?.textContent).toContain('Chưa rõ');
    await user.click(screen.getByRole('button', { name: '15 phút trước' }));
    await waitFor(() => {
      const asked = page.asked.filter(({ call }) => call === 'GET /system/feeds/lb-1-1').at(-1)?.query;
      expect(new URLSearchParams(asked).get('through')).toBe(at(900));
    });
    await user.click(screen.getByRole('button', { name: 'Về hiện tại' }));
    await user.click(screen.getByRole('button', { name: 'Phòng xử án 1 · Toàn cảnh' }));
    expect(page.location()).toBe('/system');
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('asks anew at once when something is raised or ends', async () => {
    const page = await openPage({ path: '/system', viewer, answers });
    await screen.findByText('Kém');
    const count = () => page.asked.filter(({ call }) => call === 'GET /system').length;
    const before = count();
    act(() => page.alerts.answer({ digest: 'new', alerts: [] }));
    await waitFor(() => expect(count()).toBe(before + 1));
  });

  it('says what would fill it, and what went wrong', async () => {
    await openPage({ path: '/system', viewer, answers: { 'GET /system': { ...answer(), courts: [] } } });
    await screen.findByText('Chưa có máy hay camera nào');
    cleanup();
    await openPage({ path: '/system', viewer });
    expect((await screen.findByRole('alert')).textContent).toContain('Thử lại');
  });

  it('is no page for whom it is not, and none in the menu', async () => {
    const page = await openPage({ path: '/system', viewer: supervisor });
    await screen.findByText('Không có trang này');
    expect(screen.queryByRole('link', { name: 'Hệ thống' })).toBeNull();
    expect(page.asked.some(({ call }) => call.startsWith('GET /system'))).toBe(false);
  });
});

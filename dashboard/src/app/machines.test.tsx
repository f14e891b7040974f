// The courts' machines in administration: a code that is shown once, and the end of a key, asked before.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';

afterEach(cleanup);

const viewer = {
  ...supervisor,
  role: 'court_administrator' as const,
  permissions: { ...supervisor.permissions, hearings: false, machines: true },
};
const court = { code: 'lb', level: 'district', names: [{ name: 'TAND huyện Lộc Bình', short: 'TAND Lộc Bình' }] };
const enrolled = {
  code: 'lb-1',
  court: 'lb',
  enrolledAt: '2021-04-15T01:00:00.000Z',
  fingerprint: '1a2b 3c4d 5e6f 7081',
};
const open = (answers: Record<string, unknown> = {}) =>
  openPage({
    path: '/admin/agents',
    viewer,
    answers: {
      'GET /admin/machines': {
        courts: [court],
        rooms: [],
        feeds: [],
        agents: [enrolled, { code: 'lb-2', court: 'lb' }],
      },
      ...answers,
    },
  });
const rowOf = async (code: string) => {
  const row = (await screen.findByText(code)).closest('tr');
  if (!row) throw new Error(`no row of ${code}`);
  return within(row);
};

it('show who is enrolled by which key, and offer its end to nobody else', async () => {
  await open();
  const one = await rowOf('lb-1');
  expect(one.getByText('1a2b 3c4d 5e6f 7081')).toBeTruthy();
  expect(one.getByRole('button', { name: 'Thu hồi khóa' })).toBeTruthy();
  const other = await rowOf('lb-2');
  expect(other.getByText('Chưa đăng ký')).toBeTruthy();
  expect(other.queryByRole('button', { name: 'Thu hồi khóa' })).toBeNull();
});

it('say when a machine’s own clock is off, by how much and which way; a right one needs no word', async () => {
  const lastSeenAt = '2021-04-15T02:40:00.000Z';
  await open({
    'GET /admin/machines': {
      courts: [court],
      rooms: [],
      feeds: [],
      agents: [
        { ...enrolled, lastSeenAt, clockOffsetMs: 12_300 },
        { code: 'lb-2', court: 'lb', lastSeenAt, clockOffsetMs: -7_200_000 },
        { code: 'lb-3', court: 'lb', lastSeenAt, clockOffsetMs: -900 },
      ],
    },
  });
  expect((await rowOf('lb-1')).getByText(/Đồng hồ máy chậm 12 giây\..*đồng bộ thời gian/)).toBeTruthy();
  expect((await rowOf('lb-2')).getByText(/Đồng hồ máy nhanh 2 giờ\./)).toBeTruthy();
  expect((await rowOf('lb-3')).queryByText(/Đồng hồ máy/)).toBeNull();
});

it('give a code, with what to do with it, and nothing of it stays', async () => {
  const code = '7K3M-2QXD-9F4T-B8NA';
  const page = await open({
    'POST /admin/agents/lb-2/enrolment': { code, expiresAt: '2021-04-15T03:41:07.000Z' },
  });
  fireEvent.click((await rowOf('lb-2')).getByRole('button', { name: 'Cấp mã đăng ký' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(code)).toBeTruthy();
  expect(dialog.getByText(/enrol --config agent\.json/)).toBeTruthy();
  fireEvent.click(dialog.getByRole('button', { name: 'Đóng' }));
  await waitFor(() => expect(screen.queryByText(code)).toBeNull());
  expect(JSON.stringify(page.fetched())).not.toContain(code);
  // Somebody may have used it: the list is asked again.
  await waitFor(() => expect(page.asked.filter(({ call }) => call === 'GET /admin/machines')).toHaveLength(2));
});

it('end a key only after a question that says what it costs', async () => {
  const page = await open({ 'POST /admin/agents/lb-1/revoke': { code: 'lb-1', court: 'lb' } });
  fireEvent.click((await rowOf('lb-1')).getByRole('button', { name: 'Thu hồi khóa' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/bị ngắt ngay/)).toBeTruthy();
  expect(page.asked.some(({ call }) => call.startsWith('POST'))).toBe(false);
  fireEvent.click(dialog.getByRole('button', { name: 'Thu hồi khóa' }));
  await waitFor(() => expect(page.asked.some(({ call }) => call === 'POST /admin/agents/lb-1/revoke')).toBe(true));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

import { LIST_FOLDER, type ListFile, type ScheduleImport, type SchedulePreview } from '@giamsat/contract/wire/schedule';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf, maskedRow } from './test-rows.ts';

afterEach(cleanup);
const office = {
  ...supervisor,
  role: 'court_administrator' as const,
  court: 'lb',
  permissions: { ...supervisor.permissions, hearings: false, schedule: true },
};
const line = { notes: [], faults: [], changes: [], clashes: [], start: '2021-04-16T01:00:00.000Z', room: 'Phòng 1' };
const preview: SchedulePreview = {
  sha256: 'a'.repeat(64),
  plan: 'b'.repeat(64),
  planWithMissing: 'c'.repeat(64),
  ignored: ['Ghi nhớ'],
  missing: [{ start: '2021-04-16T02:00:00.000Z', room: 'Phòng 2' }],
  listed: [
    {
      ...line,
      line: 2,
      kind: 'new',
      caseNumber: '1/2021/TLST-HS',
      title: 'Vụ một',
      clashes: [{ kind: 'room', line: 3 }],
    },
    {
      ...line,
      line: 3,
      kind: 'changed',
      title: 'Vụ hai',
      changes: [{ field: 'start', from: '2021-04-15T01:00:00.000Z' }, { field: 'room' }],
      notes: [{ code: 'person-unknown', value: 'Ai Đó' }],
    },
    { ...line, line: 4, kind: 'wrong', title: 'Vụ ba', faults: [{ code: 'no-such-day', value: '30/02/2021' }] },
  ],
};
const made: ScheduleImport = {
  id: idOf(1),
  at: '2021-04-15T02:00:00.000Z',
  by: 'Văn phòng',
  sha256: 'a'.repeat(64),
  from: '2021-04-16',
  to: '2021-04-16',
  added: 1,
  changed: 1,
  cancelled: 0,
};
const problem = (status: number, code: string, field: string) => () =>
  Response.json({ type: `urn:giamsat:problem:${code}`, title: 'x', status, field }, { status });
const file = new File(['x'], 'lich.xlsx', { type: 'application/vnd.ms-excel' });
const choose = (user: ReturnType<typeof userEvent.setup>, given = file) =>
  user.upload(screen.getByLabelText('Tệp danh sách phiên tòa', { selector: 'input' }), given);

describe('a hearing list', () => {
  it('tells what came out of the watched folder, and why a file was set aside', async () => {
    const at = '2021-04-15T02:00:00.000Z';
    const files: ListFile[] = [
      {
        name: 'tháng 4.xlsx',
        at,
        outcome: 'set-aside',
        wrong: 60,
        lines: [{ line: 4, caseNumber: '1/2021/TLST-HS', faults: [{ code: 'no-such-day', value: '30/02/2021' }] }],
      },
      { name: 'ảnh.xlsx', at, outcome: 'set-aside', refusal: 'macros', wrong: 0, lines: [] },
      { name: 'tháng 3.xlsx', at, outcome: 'imported', import: made.id, wrong: 0, lines: [] },
    ];
    await openPage({
      path: '/hearings/import',
      viewer: office,
      answers: {
        'GET /schedule/imports': { imports: [{ ...made, by: LIST_FOLDER }] },
        'GET /schedule/folder': { files },
      },
    });
    const told = within(await screen.findByRole('region', { name: 'Tệp từ thư mục' }));
    await told.findByText('tháng 4.xlsx');
    expect(told.getAllByText('Để riêng, chưa nhập gì')).toHaveLength(2);
    expect(told.getByText(/^Dòng 4 \(1\/2021\/TLST-HS\): Không có ngày này: 30\/02\/2021$/)).toBeTruthy();
    expect(told.getByText('Còn 59 dòng nữa trong báo cáo cạnh tệp.')).toBeTruthy();
    expect(told.getByText(/macro/)).toBeTruthy();
    expect(await screen.findByText('Nhập từ thư mục lúc 09:00 15/04/2021')).toBeTruthy();
    cleanup();
    // Where none is watched there is nothing to tell.
    await openPage({
      path: '/hearings/import',
      viewer: office,
      answers: { 'GET /schedule/imports': { imports: [] }, 'GET /schedule/folder': {} },
    });
    await screen.findByText('Chưa có danh sách nào được nhập');
    expect(screen.queryByText('Tệp từ thư mục')).toBeNull();
  });

  it('is shown line by line with what is wrong and why, and imported as it was shown', async () => {
    const page = await openPage({
      path: '/hearings',
      viewer: office,
      answers: {
        'POST /schedule/preview': preview,
        'POST /schedule/imports': made,
        'GET /schedule/folder': {},
        'GET /schedule/imports': { imports: [] },
      },
    });
    const user = userEvent.setup();
    expect(await screen.findByText('Chưa có danh sách nào được nhập')).toBeTruthy();
    expect(page.location()).toBe('/hearings/import');
    expect(screen.getAllByRole('link', { name: 'Lịch phiên tòa' })[0]?.getAttribute('href')).toBe('/hearings/import');
    await choose(user);
    const rows = await screen.findAllByRole('row');
    // What is wrong is first.
    expect(rows.slice(1).map((row) => within(row).getAllByRole('cell')[0]?.textContent)).toEqual(['4', '2', '3']);
    expect(screen.getByText('Không có ngày này: 30/02/2021')).toBeTruthy();
    expect(screen.getByText('Trùng phòng với dòng 3')).toBeTruthy();
    expect(screen.getByText('Đổi giờ (trước là 08:00 15/04/2021)')).toBeTruthy();
    expect(screen.getByText('Không có trong danh sách của Tòa án: Ai Đó')).toBeTruthy();
    expect(screen.getByText('Các cột không dùng đến: Ghi nhớ.')).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Mới 1' }));
    expect(screen.getAllByRole('row')).toHaveLength(2);
    await user.click(screen.getByRole('switch', { name: /^Hủy lịch 1 phiên tòa công khai/ }));
    await user.click(screen.getByRole('button', { name: 'Nhập' }));
    await waitFor(() => expect(page.asked.some(({ call }) => call === 'POST /schedule/imports')).toBe(true));
    const sent = page.asked.find(({ call }) => call === 'POST /schedule/imports');
    expect(sent?.query).toBe(`plan=${'c'.repeat(64)}`);
    expect(sent?.headers.get('content-type')).toBe('application/octet-stream');
    await waitFor(() => expect(screen.queryByText('Vụ một')).toBeNull());
  });

  it('is refused in words, and shown anew where the schedule has changed meanwhile', async () => {
    let refused = true;
    const page = await openPage({
      path: '/hearings/import',
      viewer: office,
      answers: {
        'POST /schedule/preview': () => (refused ? problem(422, 'unprocessable', '/file/macros')() : preview),
        'POST /schedule/imports': problem(409, 'conflict', '/plan'),
        'GET /schedule/folder': {},
        'GET /schedule/imports': { imports: [] },
      },
    });
    const user = userEvent.setup();
    await screen.findByText('Chưa có danh sách nào được nhập');
    await choose(user);
    expect((await screen.findByRole('alert')).textContent).toContain('Tệp có macro nên không được nhận.');
    refused = false;
    await choose(user);
    await user.click(await screen.findByRole('button', { name: 'Nhập' }));
    const previews = () => page.asked.filter(({ call }) => call === 'POST /schedule/preview').length;
    await waitFor(() => expect(previews()).toBe(3));
    expect(await screen.findByText('Vụ một')).toBeTruthy();
  });

  it('that was imported is taken back with a reason', async () => {
    const page = await openPage({
      path: '/hearings/import',
      viewer: office,
      answers: {
        'GET /schedule/folder': {},
        'GET /schedule/imports': { imports: [made] },
        [`POST /schedule/imports/${made.id}/withdraw`]: made,
      },
    });
    const user = userEvent.setup();
    expect(await screen.findByText('1 mới, 1 thay đổi, 0 hủy')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Rút lại' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText(/^Lý do/), 'nhầm tháng');
    await user.click(within(dialog).getByRole('button', { name: 'Rút lại' }));
    await waitFor(() =>
      expect(page.asked.find(({ call }) => call.endsWith('/withdraw'))?.body).toEqual({ reason: 'nhầm tháng' }),
    );
  });
});

describe('the calendar', () => {
  const scheduled = { stage: 'scheduled' as const, openedAt: undefined as never };
  const rows = [
    fullRow(1, { ...scheduled, start: '2021-04-15T07:00:00.000Z', title: 'Vụ một' }),
    fullRow(2, { ...scheduled, start: '2021-04-15T07:15:00.000Z', title: 'Vụ hai' }, { room: 'lb-2' }),
    fullRow(3, {
      stage: 'postponed',
      title: 'Vụ ba',
      outcome: { kind: 'postponed', nextStart: '2021-05-06T01:00:00.000Z' },
      successorId: idOf(9),
    }),
    maskedRow(4),
  ];
  const answers = {
    'GET /hearings': { day: '2021-04-15', rows },
    'GET /schedule/days': { off: ['2021-04-15'], worked: [] },
  };

  it('marks clashes, days off, and the chain of a hearing that was postponed', async () => {
    await openPage({ path: '/hearings?day=2021-04-15&view=table', viewer: supervisor, answers });
    expect(await screen.findAllByText('Trùng')).toHaveLength(2);
    expect(screen.getByText('Trùng lịch')).toBeTruthy();
    expect(screen.getAllByLabelText('trùng Thẩm phán với 14:15 Vụ hai').length).toBeGreaterThan(0);
    expect(await screen.findByText('Ngày nghỉ')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Mở lại 08:00 06/05/2021' }).getAttribute('href')).toBe(
      `/hearings/${idOf(9)}`,
    );
  });

  it('shows a week, each day by itself, and moves by weeks', async () => {
    const page = await openPage({ path: '/hearings?day=2021-04-15&view=week', viewer: supervisor, answers });
    expect(await screen.findByText('Thứ Hai')).toBeTruthy();
    await screen.findByText('Vụ một');
    await waitFor(() =>
      expect(
        new Set(page.asked.filter(({ call }) => call === 'GET /hearings').map(({ query }) => query.slice(4, 14))),
      ).toEqual(
        new Set(['2021-04-12', '2021-04-13', '2021-04-14', '2021-04-15', '2021-04-16', '2021-04-17', '2021-04-18']),
      ),
    );
    await userEvent.setup().click(screen.getByRole('button', { name: 'Tuần sau' }));
    expect(page.location()).toBe('/hearings?day=2021-04-22&view=week');
  });
});

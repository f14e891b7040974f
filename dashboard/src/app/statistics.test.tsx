import type { CaseBookMonth, StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';

afterEach(cleanup);
const viewer = { ...supervisor, permissions: { ...supervisor.permissions, statistics: true } };
const office = {
  ...supervisor,
  role: 'court_administrator' as const,
  court: 'lb',
  permissions: { ...supervisor.permissions, hearings: false, statistics: true, caseBook: true },
};
const words = (vi: string) => ({ vi, en: `${vi} (en)` });
const answer: StatisticsAnswer = {
  period: { from: '2020-10-01', to: '2021-09-30', through: '2021-04-15' },
  before: { from: '2019-10-01', through: '2020-04-15' },
  yearBegins: 10,
  succeeded: false,
  courts: [
    { code: 'lb', name: 'TAND huyện Lộc Bình', short: 'TAND Lộc Bình' },
    { code: 'cl', name: 'TAND huyện Cao Lộc', short: 'TAND Cao Lộc' },
  ],
  definitions: [
    {
      id: 'disposal-rate',
      source: 'caseBook',
      unit: 'percent',
      name: words('Tỷ lệ giải quyết'),
      how: words('Đã giải quyết ÷ tổng thụ lý × 100.'),
      sql: 'sum(disposed)',
      better: 'more',
      listed: false,
    },
    {
      id: 'postponed',
      source: 'hearings',
      unit: 'count',
      name: words('Phiên tòa hoãn'),
      how: words('Số phiên tòa hoãn.'),
      sql: 'count(*)',
      listed: true,
    },
    {
      id: 'length-median',
      source: 'hearings',
      unit: 'minutes',
      name: words('Thời lượng trung vị'),
      how: words('…'),
      sql: '…',
      listed: false,
    },
  ],
  figures: [
    {
      id: 'disposal-rate',
      value: 97.6,
      before: 95.2,
      target: { value: 90, document: 'Chỉ tiêu (giả lập)', issuedOn: '2017-01-03', checked: false },
      difference: 7.6,
    },
    { id: 'postponed', value: 1234, before: null },
    { id: 'length-median', value: 102.4, before: null },
  ],
  byCourt: [
    { key: 'lb', values: { 'disposal-rate': 98.1, postponed: 4 } },
    { key: 'cl', values: { 'disposal-rate': 96, postponed: 2 } },
  ],
  byType: [{ key: 'HS', values: { 'disposal-rate': 99, postponed: 6 } }],
  byMonth: [{ key: '2021-04', values: { 'disposal-rate': 97.6, postponed: 6 } }],
  reasons: [{ key: 'COUNSEL_ABSENT', count: 5 }],
  closed: 2,
  entered: [{ court: 'lb', months: ['2020-10', '2020-11', '2020-12', '2021-01', '2021-02', '2021-03', '2021-04'] }],
};

describe('statistics', () => {
  it('show a figure with its target, the difference in points, and the year before', async () => {
    await openPage({ path: '/statistics', viewer, answers: { 'GET /statistics': answer } });
    const tile = await screen.findByRole('button', { name: /^Tỷ lệ giải quyết/ });
    expect(tile.textContent).toContain('97,6%');
    expect(tile.textContent).toContain('chỉ tiêu 90,0%');
    expect(tile.textContent).toContain('+7,6 điểm phần trăm');
    // Not by its colour alone.
    expect(tile.textContent).toContain('đạt chỉ tiêu');
    expect(tile.textContent).toContain('cùng kỳ năm trước 95,2%');
    expect(screen.getByRole('button', { name: /^Phiên tòa hoãn/ }).textContent).toContain('1.234');
    expect(screen.getByRole('button', { name: /^Thời lượng/ }).textContent).toContain('1 giờ 42 phút');
    expect(screen.getByText('Từ 01/10/2020 đến hết 15/04/2021')).toBeTruthy();
    // A rate over half of the courts does not look like that of all.
    expect(screen.getByText(/TAND Cao Lộc thiếu 7 tháng/)).toBeTruthy();
    expect(screen.getByText(/Không gồm 2 phiên tòa xét xử kín/)).toBeTruthy();
  });

  it('says a target that is missed, in words and not only in red', async () => {
    const missed = { ...answer.figures[0], value: 88.4, difference: -1.6 } as StatisticsAnswer['figures'][number];
    await openPage({ path: '/statistics', viewer, answers: { 'GET /statistics': { ...answer, figures: [missed] } } });
    const tile = await screen.findByRole('button', { name: /^Tỷ lệ giải quyết/ });
    expect(tile.textContent).toContain('−1,6 điểm phần trăm');
    expect(tile.textContent).toContain('chưa đạt chỉ tiêu');
  });

  it('has every chart as a table, the way a figure is made, and its very hearings', async () => {
    const hearing = { id: '01890000-0000-7000-8000-000000009008', court: 'cl', courtName: 'TAND huyện Cao Lộc' };
    const found = { ...hearing, courtShort: 'TAND Cao Lộc', day: '2021-04-15', title: 'Vi Văn G', stage: 'postponed' };
    const page = await openPage({
      path: '/statistics?court=cl&view=tables',
      viewer,
      answers: { 'GET /statistics': answer, 'GET /statistics/hearings': { hearings: [found] } },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: /^Phiên tòa hoãn/ }));
    expect(page.location()).toBe('/statistics?court=cl&figure=postponed&view=tables');
    const tables = screen.getAllByRole('table').map((table) => table.textContent);
    expect(tables).toEqual([
      'ThángGiá trị04/20216',
      'Tòa ánGiá trịTAND Lộc Bình4TAND Cao Lộc2',
      'Loại ánGiá trịHình sự6',
      'Lý doGiá trịVắng mặt người bào chữa5',
    ]);
    await user.click(screen.getByRole('button', { name: 'Xem các phiên tòa' }));
    expect((await screen.findByRole('link', { name: /Vi Văn G/ })).getAttribute('href')).toBe(
      `/hearings/${hearing.id}`,
    );
    expect(page.asked.find(({ call }) => call === 'GET /statistics/hearings')?.query).toBe('figure=postponed&court=cl');
    await user.click(screen.getByRole('button', { name: 'Cách tính' }));
    const how = await screen.findByRole('dialog', { name: 'Cách tính' });
    expect(how.textContent).toContain('Số phiên tòa hoãn.');
    expect(how.textContent).toContain('count(*)');
  });

  it('says what is wrong, and asks again', async () => {
    let broken = true;
    const problem = { type: 'urn:giamsat:problem:unavailable', title: 'x', status: 503 };
    await openPage({
      path: '/statistics',
      viewer,
      answers: { 'GET /statistics': () => (broken ? Response.json(problem, { status: 503 }) : answer) },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('Máy chủ đang bận');
    broken = false;
    await userEvent.setup().click(screen.getByRole('button', { name: 'Thử lại' }));
    expect(await screen.findByRole('button', { name: /^Tỷ lệ giải quyết/ })).toBeTruthy();
  });

  it('is in the menu of those who may read it, and of nobody else', async () => {
    await openPage({ path: '/statistics', viewer, answers: { 'GET /statistics': answer } });
    expect(await screen.findByRole('link', { name: 'Thống kê' })).toBeTruthy();
    cleanup();
    await openPage({ path: '/statistics', viewer: supervisor });
    expect(await screen.findByText('Không có trang này')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Thống kê' })).toBeNull();
  });
});

describe('the case book', () => {
  const counts = {
    ...{ carriedOver: 3, accepted: 40, disposed: 42, stayed: 1, overdue: 0 },
    ...{ quashedSubjective: 0, quashedObjective: 1, amendedSubjective: 0, amendedObjective: 2 },
  };
  const cell = { court: 'lb', month: '2021-04', caseType: 'DS' as const, instance: 'ST' as const };
  const book: CaseBookMonth = {
    court: 'lb',
    month: '2021-04',
    newest: '2021-04',
    courts: [{ code: 'lb', name: 'TAND huyện Lộc Bình', short: 'TAND Lộc Bình', appeals: false }],
    entries: [
      { ...cell, ...counts, version: 2, at: '2021-04-15T02:00:00.000Z', by: 'Vi Quốc Q', note: 'đếm trùng' },
      { ...cell, ...counts, disposed: 43, version: 1, at: '2021-04-14T02:00:00.000Z' },
    ],
    left: [{ caseType: 'DS', instance: 'ST', pending: 5 }],
    enters: true,
  };

  it('says who entered what, what was entered before, and what does not follow from the month before', async () => {
    await openPage({ path: '/statistics/case-book', viewer: office, answers: { 'GET /case-book': book } });
    const row = (await screen.findByRole('rowheader', { name: /^Dân sự/ })).closest('tr');
    expect(row?.textContent).toContain('Vi Quốc Q, 09:00 15/04/2021 – đếm trùng');
    expect(row?.textContent).toContain('1 lần nhập trước');
    expect(row?.textContent).toContain('Khác số còn lại cuối tháng trước (5).');
    // A district court hears no appeals.
    expect(screen.getAllByRole('rowheader')).toHaveLength(7);
  });

  it('refuses what contradicts itself before it is sent, and sends a correction with its reason', async () => {
    const page = await openPage({
      path: '/statistics/case-book',
      viewer: office,
      answers: { 'GET /case-book': book, 'POST /case-book': { ...book.entries[0], version: 3 } },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Đính chính: Dân sự, Sơ thẩm' }));
    const dialog = await screen.findByRole('dialog', { name: 'Dân sự, Sơ thẩm – 04/2021' });
    const disposed = within(dialog).getByRole('textbox', { name: /Đã giải quyết/ });
    await user.clear(disposed);
    await user.type(disposed, '44');
    expect(within(dialog).getByText('Nhiều hơn tồn đầu tháng cộng thụ lý mới.')).toBeTruthy();
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Lưu' }).disabled).toBe(true);
    await user.clear(disposed);
    await user.type(disposed, '41');
    expect(within(dialog).getByText('Còn lại cuối tháng: 2')).toBeTruthy();
    await user.type(within(dialog).getByRole('textbox', { name: /Lý do đính chính/ }), 'sót một vụ');
    await user.click(within(dialog).getByRole('button', { name: 'Lưu' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(page.asked.find(({ call }) => call === 'POST /case-book')?.body).toEqual({
      ...cell,
      ...counts,
      disposed: 41,
      note: 'sót một vụ',
      version: 2,
    });
  });
});

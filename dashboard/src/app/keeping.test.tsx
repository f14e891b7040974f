import type { Keeping, Removal } from '@giamsat/contract/wire/keeping';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf, maskedRow } from './test-rows.ts';

afterEach(cleanup);
const chief = {
  ...supervisor,
  login: 'chanhan',
  role: 'province_chief_judge' as const,
  secondFactor: true,
  permissions: { ...supervisor.permissions, removals: true, audit: true },
};
const DIGEST = 'ab'.repeat(32);
const removal: Removal = {
  id: '0198a3c2-0000-7000-8000-00000000000e',
  hearing: idOf(1),
  court: 'lb',
  courtShort: 'LB',
  title: 'Nguyễn Văn A – Trộm cắp tài sản',
  decisionNo: '12/QĐ-TA',
  decidedOn: '2041-04-16',
  reason: 'Hết thời hạn bảo quản',
  asked: { login: 'thuky', displayName: 'Đỗ Thị Q', at: '2041-04-17T02:00:00.000Z' },
  segments: 14_400,
  bytes: 9_400_000_000,
  from: '2021-04-15T01:00:00.000Z',
  to: '2021-04-15T04:00:00.000Z',
  digest: DIGEST,
  approvals: [],
  state: 'asked',
  mayApprove: true,
  mayStop: true,
};
const keeping: Keeping = {
  classes: [{ code: 'years_20', title: { vi: 'Bảo quản 20 năm', en: 'Kept 20 years' }, years: 20 }],
  kept: {
    class: 'years_20',
    version: 1,
    reason: 'Theo quyết định',
    login: 'thuky',
    displayName: 'Đỗ Thị Q',
    at: '2021-05-01T02:00:00.000Z',
  },
  through: '2041-04-15',
  holds: [],
  recorded: { segments: 14_400, bytes: 9_400_000_000, from: removal.from, to: removal.to },
  removals: [removal],
  obstacles: ['asked'],
  mayChange: true,
  mayLift: true,
};
const may = { live: false, log: true, recording: true, looks: false, notes: false, sheet: false, keeping: true };
const openPanel = (answer: Keeping, viewer = chief, more: object = {}) =>
  openPage({
    path: `/hearings/${idOf(1)}?tab=keeping`,
    viewer,
    answers: {
      [`GET /hearings/${idOf(1)}`]: { row: fullRow(1), may },
      [`GET /hearings/${idOf(1)}/keeping`]: answer,
      ...more,
    },
  });
const panel = async () => within(await screen.findByRole('tabpanel', { name: 'Lưu giữ' }));

describe('keeping a hearing’s recordings', () => {
  it('says until when, by whom, and why nothing can be asked for now', async () => {
    await openPanel(keeping);
    const { findByText, getByText } = await panel();
    expect(await findByText(/Giữ đến hết ngày 15\/04\/2041/)).toBeTruthy();
    expect(getByText(/14\.400 đoạn, 9,4 GB, từ 08:00/, { selector: 'section:first-child p' })).toBeTruthy();
    expect(getByText('Đã có đề nghị xóa chưa giải quyết xong.')).toBeTruthy();
    expect(getByText(/Chờ chấp thuận \(0\/2\)/)).toBeTruthy();
  });

  it('is approved as the list that was read, after it was confirmed', async () => {
    const approve = `POST /removals/${removal.id}/approve`;
    const page = await openPanel(keeping, chief, { [approve]: removal });
    const { findByRole, getByText, getByRole } = await panel();
    fireEvent.click(await findByRole('button', { name: 'Chấp thuận xóa' }));
    expect(page.asked.some(({ call }) => call === approve)).toBe(false);
    expect(getByText(/Việc này không làm lại được/)).toBeTruthy();
    fireEvent.click(getByRole('button', { name: 'Chấp thuận xóa' }));
    await waitFor(() => expect(page.asked.find(({ call }) => call === approve)?.body).toEqual({ digest: DIGEST }));
  });

  it('tells a head of court without a second factor what is lacking', async () => {
    await openPanel({ ...keeping, removals: [{ ...removal, mayApprove: false }] }, { ...chief, secondFactor: false });
    const { findByText, queryByRole } = await panel();
    expect(await findByText(/cần bật xác thực hai lớp/)).toBeTruthy();
    expect(queryByRole('button', { name: 'Chấp thuận xóa' })).toBeNull();
  });

  it('takes a hold with its document and reason, and keeps what was written when it is refused', async () => {
    const page = await openPanel({ ...keeping, removals: [], obstacles: ['not_over'] });
    const { findByRole, getByLabelText, getAllByRole, findByText } = await panel();
    fireEvent.click(await findByRole('button', { name: 'Yêu cầu giữ lại' }));
    fireEvent.change(getByLabelText(/Số văn bản/), { target: { value: ' 3/YC-VKS ' } });
    fireEvent.change(getByLabelText(/Lý do/), { target: { value: 'Khiếu nại' } });
    const buttons = getAllByRole('button', { name: 'Yêu cầu giữ lại' });
    fireEvent.click(buttons.at(-1) as HTMLElement);
    await findByText(/./, { selector: '[role=alert]' });
    const sent = page.asked.find(({ call }) => call === `POST /hearings/${idOf(1)}/holds`);
    expect(sent?.body).toEqual({ documentNo: '3/YC-VKS', reason: 'Khiếu nại' });
    expect((getByLabelText(/Lý do/) as HTMLInputElement).value).toBe('Khiếu nại');
  });

  it('of a hearing that is closed to its head of court stands below that it is closed, and for nobody else', async () => {
    const answers = (keeps: boolean) => ({
      [`GET /hearings/${idOf(1)}`]: {
        row: maskedRow(1),
        may: { ...may, log: false, recording: false, keeping: keeps },
      },
      [`GET /hearings/${idOf(1)}/keeping`]: keeping,
    });
    const path = `/hearings/${idOf(1)}?tab=keeping`;
    const page = await openPage({ path, viewer: chief, answers: answers(true) });
    const { findByRole } = within(await screen.findByRole('region', { name: 'Lưu giữ' }));
    expect(await findByRole('button', { name: 'Chấp thuận xóa' })).toBeTruthy();
    expect(screen.getByText('Phiên tòa xét xử kín')).toBeTruthy();
    expect(screen.queryByText(/Trộm cắp/)).toBeNull();
    expect(page.asked.some(({ call }) => call.endsWith('/timeline') || call.endsWith('/log'))).toBe(false);
    cleanup();
    const other = await openPage({ path, viewer: supervisor, answers: answers(false) });
    expect(await screen.findByText('Phiên tòa xét xử kín')).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Lưu giữ' })).toBeNull();
    expect(other.asked.some(({ call }) => call.endsWith('/keeping'))).toBe(false);
  });

  it('lists what waits for a decision, each leading to its hearing', async () => {
    await openPage({ path: '/admin/removals', viewer: chief, answers: { 'GET /removals': { removals: [removal] } } });
    const link = await screen.findByRole('link', { name: 'Nguyễn Văn A – Trộm cắp tài sản' });
    expect(link.getAttribute('href')).toBe(`/hearings/${idOf(1)}?tab=keeping`);
    expect(screen.getByText('Chờ chấp thuận (0/2)')).toBeTruthy();
  });
});

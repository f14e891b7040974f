import type { ViewerView } from '@giamsat/contract/wire/session';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { authorisation, idOf } from './test-rows.ts';

afterEach(cleanup);
const officer = (permissions: Partial<ViewerView['permissions']>, login = 'chanh.an'): ViewerView => ({
  ...supervisor,
  login,
  permissions: { ...supervisor.permissions, hearings: false, authorisations: true, ...permissions },
});
const attachment = { sha256: 'ab'.repeat(32), mediaType: 'application/pdf' as const, bytes: 20_480 };
const organisations = [
  { code: 'hdnd', name: 'Thường trực HĐND tỉnh', kind: 'oversight' },
  { code: 'vks', name: 'VKSND tỉnh', kind: 'procuracy' },
];
/** At once: letter by letter a form of twelve fields is drawn a hundred times. */
const fill = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const path = `/admin/authorisations/${idOf(9)}`;
const open = (viewer: ViewerView, list: object[], more: Record<string, unknown> = {}) =>
  openPage({
    path: '/admin/authorisations',
    viewer,
    answers: {
      'GET /registry': {
        courts: [{ code: 'lb', name: 'TAND huyện Lộc Bình', short: 'TAND Lộc Bình', level: 'district' }],
        rooms: [{ code: 'lb-1', court: 'lb', name: 'Phòng xử án 1' }],
        feeds: [],
      },
      'GET /admin/organisations': { organisations },
      'GET /admin/authorisations': { authorisations: list },
      [`GET ${path}/opens`]: { day: '2021-04-15', hearings: [] },
      [`GET ${path}/history`]: { versions: [] },
      ...more,
    },
  });

describe('authorisations', () => {
  it('say in words where each stands', async () => {
    const approved = { approvedBy: 'chanh.an', approvedAt: '2021-01-05T01:00:00.000Z' };
    const states: [string, object][] = [
      ['Dự thảo', {}],
      ['Chờ hiệu lực', { ...approved, from: '2021-04-16' }],
      ['Đang có hiệu lực', approved],
      ['Hết hạn', { ...approved, to: '2021-04-14' }],
      ['Hết hạn', { ...approved, supersededOn: '2021-04-15', supersededBy: idOf(1) }],
      ['Đã thu hồi', { ...approved, revokedAt: '2021-02-01T01:00:00.000Z' }],
      ['Đã rút', { withdrawnAt: '2021-02-01T01:00:00.000Z' }],
    ];
    await open(
      officer({}),
      states.map(([, more], n) => authorisation({ id: idOf(20 + n), documentNo: `N${n}`, ...more })),
    );
    await screen.findByText('N0');
    states.forEach(([word], n) => {
      const row = screen.getByText(`N${n}`).closest('tr');
      expect([n, row && within(row).getByText(word).textContent]).toEqual([n, word]);
    });
  });

  it('are approved as the version that was read, after what it opens and the signed document were shown', async () => {
    const hearings = [
      {
        court: 'lb',
        courtShort: 'TAND Lộc Bình',
        roomName: 'Phòng xử án 1',
        start: '2021-04-15T01:00:00.000Z',
        caseNumbers: ['9011/2021/TLST-HS'],
        title: 'Trộm cắp tài sản',
      },
      { court: 'lb', courtShort: 'TAND Lộc Bình', roomName: 'Phòng xử án 1', closed: 'in_camera' },
    ];
    const content = authorisation();
    const versions = [
      {
        version: 1,
        at: '2021-01-04T01:00:00.000Z',
        login: 'van.phong',
        displayName: 'Bế Thị T',
        what: 'drafted',
        content,
      },
      {
        version: 2,
        at: '2021-01-04T02:00:00.000Z',
        login: 'van.phong',
        displayName: 'Bế Thị T',
        what: 'changed',
        content: { ...content, issuer: 'Chánh án TAND tỉnh' },
      },
    ];
    const page = await open(officer({ approves: true }), [authorisation({ version: 3, attachment })], {
      [`GET ${path}/opens`]: { day: '2021-04-15', hearings },
      [`GET ${path}/history`]: { versions },
      [`POST ${path}/approve`]: authorisation({ version: 4 }),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Xem và chấp thuận' }));
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText('Trộm cắp tài sản');
    expect(within(dialog).getByText(/08:00 · TAND Lộc Bình · Phòng xử án 1 · 9011\/2021\/TLST-HS/)).toBeTruthy();
    expect(within(dialog).getByText('Phiên tòa xét xử kín')).toBeTruthy();
    const link = within(dialog).getByRole('link', { name: 'Tải bản đã ký về máy' });
    expect(link.getAttribute('href')).toBe(`/api/v1${path}/documents/${attachment.sha256}`);
    expect(await within(dialog).findByText('Nơi ban hành: TAND tỉnh → Chánh án TAND tỉnh')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Chấp thuận' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(page.asked.find(({ call }) => call === `POST ${path}/approve`)?.body).toEqual({ version: 3 });
  });

  it('are not offered for approval without the signed document, nor to whoever wrote them', async () => {
    await open(officer({ approves: true }), [authorisation()]);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Xem' }));
    expect(await screen.findByText(/Chưa có bản đã ký đính kèm/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Chấp thuận' }).disabled).toBe(true);
    cleanup();
    await open(officer({ approves: true }, 'van.phong'), [authorisation({ attachment })]);
    await user.click(await screen.findByRole('button', { name: 'Xem và chấp thuận' }));
    expect(await screen.findByText(/Cần người thứ hai chấp thuận/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Chấp thuận' }).disabled).toBe(true);
  });

  it('that let somebody in behind closed doors say whom, are changed as logins, and are not approved by them', async () => {
    const admitting = authorisation({
      attachment,
      scope: { hearings: [idOf(3)], admits: ['ly.thi.k'], live: false, recordings: false, logs: true, exports: false },
    });
    const page = await open(officer({ drafts: true }, 'van.phong'), [admitting], { [`PUT ${path}`]: admitting });
    const user = userEvent.setup();
    expect(await screen.findByText(/chỉ 1 người, kể cả khi xét xử kín/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Sửa' }));
    const field = await screen.findByLabelText<HTMLInputElement>(/Chỉ cho những người này/);
    expect(field.value).toBe('ly.thi.k');
    fill(field, 'ly.thi.k,  thanh.tra');
    await user.click(screen.getByRole('button', { name: 'Lưu' }));
    await waitFor(() => expect(page.asked.some(({ call }) => call === `PUT ${path}`)).toBe(true));
    expect(page.asked.find(({ call }) => call === `PUT ${path}`)?.body).toMatchObject({
      scope: { hearings: [idOf(3)], admits: ['ly.thi.k', 'thanh.tra'], logs: true },
    });
    cleanup();
    await open(officer({ approves: true }, 'ly.thi.k'), [admitting]);
    await user.click(await screen.findByRole('button', { name: 'Xem và chấp thuận' }));
    expect(await screen.findByText(/Cần người thứ hai chấp thuận/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Chấp thuận' }).disabled).toBe(true);
  });

  it('that were changed meanwhile say so, and stay open to be read', async () => {
    const changed = { type: 'urn:giamsat:problem:conflict', title: 'x', status: 409, field: '/version' };
    await open(officer({ approves: true }), [authorisation({ attachment })], {
      [`POST ${path}/approve`]: () => Response.json(changed, { status: 409 }),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Xem và chấp thuận' }));
    await user.click(await screen.findByRole('button', { name: 'Chấp thuận' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Dự thảo đã được sửa sau khi mở ra xem');
  });

  it('are drafted with live on and everything else off, for the hearings whose links were pasted', async () => {
    const page = await open(officer({ drafts: true }, 'van.phong'), [], {
      'POST /admin/authorisations': authorisation(),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Thêm' }));
    fill(await screen.findByLabelText(/Số văn bản/), '15/QĐ-TA');
    fill(screen.getByLabelText(/Nơi ban hành/), 'Chánh án TAND tỉnh');
    await user.click(screen.getByRole('combobox', { name: /Cơ quan/ }));
    await user.click(await screen.findByRole('option', { name: 'Thường trực HĐND tỉnh' }));
    fill(screen.getByLabelText(/Từng phiên tòa/), `https://giamsat.example.vn/hearings/${idOf(3)}?x=1`);
    await user.click(screen.getByRole('button', { name: 'Lưu' }));
    await waitFor(() => expect(page.asked.some(({ call }) => call === 'POST /admin/authorisations')).toBe(true));
    expect(page.asked.find(({ call }) => call === 'POST /admin/authorisations')?.body).toEqual({
      documentNo: '15/QĐ-TA',
      issuer: 'Chánh án TAND tỉnh',
      issuedOn: '2021-04-15',
      from: '2021-04-15',
      organisation: 'hdnd',
      scope: { hearings: [idOf(3)], live: true, recordings: false, logs: false, exports: false },
    });
  });

  it('take the signed document as a file', async () => {
    const page = await open(officer({ drafts: true }, 'van.phong'), [authorisation()], {
      [`PUT ${path}/document`]: authorisation({ version: 2, attachment }),
    });
    const user = userEvent.setup();
    await screen.findByRole('button', { name: 'Đính kèm bản đã ký' });
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('no field for a file');
    expect(input.accept).toBe('application/pdf,image/png,image/jpeg');
    await user.upload(input, new File(['%PDF-1.7'], 'quyet-dinh.pdf', { type: 'application/pdf' }));
    await waitFor(() => expect(page.asked.some(({ call }) => call === `PUT ${path}/document`)).toBe(true));
    const sent = page.asked.find(({ call }) => call === `PUT ${path}/document`);
    expect(sent?.headers.get('content-type')).toBe('application/pdf');
    expect(sent?.body).toBeInstanceOf(Blob);
  });

  it('of the procuracy are revoked with a reason and a notice, others with what is given', async () => {
    const inForce = { approvedBy: 'chanh.an', approvedAt: '2021-01-05T01:00:00.000Z' };
    const page = await open(
      officer({ approves: true }),
      [authorisation(inForce), authorisation({ ...inForce, id: idOf(8), documentNo: 'VKS', organisation: 'vks' })],
      { [`POST ${path}/revoke`]: authorisation() },
    );
    const user = userEvent.setup();
    const revoke = async (documentNo: string) => {
      const row = (await screen.findByText(documentNo)).closest('tr');
      if (!row) throw new Error('no row');
      await user.click(within(row).getByRole('button', { name: 'Thu hồi' }));
      return screen.findByRole('dialog');
    };
    const ofProcuracy = await revoke('VKS');
    for (const field of [/Lý do/, /Số thông báo/, /Ngày thông báo/]) {
      expect(within(ofProcuracy).getByLabelText<HTMLInputElement>(field).required).toBe(true);
    }
    await user.click(within(ofProcuracy).getByRole('button', { name: 'Thôi' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const dialog = await revoke('12/QĐ-TAND');
    fill(within(dialog).getByLabelText(/Lý do/), 'Hết nhiệm vụ');
    await user.click(within(dialog).getByRole('button', { name: 'Thu hồi' }));
    await waitFor(() => expect(page.asked.some(({ call }) => call === `POST ${path}/revoke`)).toBe(true));
    expect(page.asked.find(({ call }) => call === `POST ${path}/revoke`)?.body).toEqual({ reason: 'Hết nhiệm vụ' });
  });
});

describe('deputies', () => {
  const deputy = {
    id: idOf(5),
    login: 'pho.chanh.an',
    displayName: 'Hoàng Thị U',
    documentNo: '05/QĐ-UQ',
    from: '2021-04-01',
    to: '2021-04-30',
    appointedBy: 'chanh.an',
    appointedAt: '2021-04-01T01:00:00.000Z',
  };
  const openDeputies = (permissions: Partial<ViewerView['permissions']>) =>
    openPage({
      path: '/admin/deputies',
      viewer: officer({ approves: true, ...permissions }),
      answers: {
        'GET /registry': { courts: [], rooms: [], feeds: [] },
        'GET /admin/deputies': { deputies: [deputy], candidates: [] },
        [`POST /admin/deputies/${deputy.id}/end`]: deputy,
      },
    });

  it('are seen by those who approve, and ended by the chief judge alone', async () => {
    await openDeputies({});
    const row = (await screen.findByText('Hoàng Thị U')).closest('tr');
    expect(row?.textContent).toContain('01/04/2021 – 30/04/2021');
    expect(row?.textContent).toContain('Đang có hiệu lực');
    expect(screen.queryByRole('button', { name: 'Chấm dứt ủy quyền' })).toBeNull();
    cleanup();
    const page = await openDeputies({ appoints: true });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Chấm dứt ủy quyền' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('Chấm dứt ủy quyền của Hoàng Thị U?');
    await user.click(within(dialog).getByRole('button', { name: 'Chấm dứt ủy quyền' }));
    await waitFor(() =>
      expect(page.asked.some(({ call }) => call === `POST /admin/deputies/${deputy.id}/end`)).toBe(true),
    );
  });
});

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { authorisation, fullRow, idOf, logLine, maskedRow } from './test-rows.ts';

afterEach(cleanup);
const viewer = supervisor;
type Opened = Awaited<ReturnType<typeof openPage>>;
const registry = { courts: [], rooms: [], feeds: [] };

describe('signing in', () => {
  it('asks for login and password, with the header that forged requests lack', async () => {
    const session = { now: '2021-04-15T02:41:07.000Z', demo: false, unclaimed: false, viewer };
    const page = await openPage({ path: '/sign-in', answers: { 'POST /session': session } });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('Tên đăng nhập'), 'HDND ');
    await user.type(screen.getByLabelText('Mật khẩu'), 'một câu dài dễ nhớ');
    await user.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    await waitFor(() => expect(page.entered).toEqual([session]));
    const { body, headers } = page.asked.find((one) => one.call === 'POST /session') ?? {};
    expect(body).toEqual({ login: 'hdnd', password: 'một câu dài dễ nhớ' });
    expect(headers?.get('giamsat-request')).toBe('1');
  });

  it('says the same of an unknown login and a wrong password, and keeps the login', async () => {
    const refused = () =>
      Response.json({ type: 'urn:giamsat:problem:sign-in-refused', title: 'x', status: 401 }, { status: 401 });
    await openPage({ path: '/sign-in', answers: { 'POST /session': refused } });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('Tên đăng nhập'), 'ai');
    await user.type(screen.getByLabelText('Mật khẩu'), 'sai');
    await user.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Tên đăng nhập hoặc mật khẩu chưa đúng.');
    expect(screen.getByLabelText<HTMLInputElement>('Tên đăng nhập').value).toBe('ai');
    expect(screen.getByLabelText<HTMLInputElement>('Mật khẩu').value).toBe('');
  });

  it('asks for a code where there is a second factor, and keeps what was typed', async () => {
    const session = { now: '2021-04-15T02:41:07.000Z', demo: false, unclaimed: false, viewer };
    const needed = { now: session.now, demo: false, unclaimed: false, codeNeeded: true };
    const wrong = { type: 'urn:giamsat:problem:second-factor-wrong', title: 'x', status: 403 };
    const answers: Record<string, unknown> = { '123456': session, '000000': Response.json(wrong, { status: 403 }) };
    const page = await openPage({
      path: '/sign-in',
      answers: {
        'POST /session': (body: unknown) => answers[(body as { code?: string }).code ?? ''] ?? needed,
      },
    });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('Tên đăng nhập'), 'hdnd');
    await user.type(screen.getByLabelText('Mật khẩu'), 'một câu dài dễ nhớ{Enter}');
    const code = await screen.findByLabelText<HTMLInputElement>('Mã xác thực');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(document.activeElement).toBe(code);
    await user.type(code, '000000{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('Mã chưa đúng');
    expect(code.value).toBe('');
    await user.type(code, '123456{Enter}');
    await waitFor(() => expect(page.entered).toEqual([session]));
    expect(page.asked.at(-1)?.body).toEqual({ login: 'hdnd', password: 'một câu dài dễ nhớ', code: '123456' });
  });

  it('opens nothing but the second factor to an office that has yet to set it up', async () => {
    const recoveryCodes = Array.from({ length: 10 }, (_, n) => `AAAA-BBBB-CCCC-DDD${n}`);
    const administrator = { ...viewer, role: 'administrator' as const, mustEnrol: true };
    const page = await openPage({
      path: '/admin/accounts',
      viewer: administrator,
      answers: {
        'POST /me/second-factor': { secret: 'ABCDEFGHIJKLMNOP', uri: 'otpauth://totp/x?secret=ABCDEFGHIJKLMNOP' },
        'PUT /me/second-factor': { recoveryCodes },
        'GET /session': { now: '2021-04-15T02:41:07.000Z', demo: false, unclaimed: false, viewer },
      },
    });
    const user = userEvent.setup();
    expect(await screen.findByRole('heading', { name: 'Xác thực hai lớp' })).toBeTruthy();
    expect(screen.queryByRole('navigation')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Bắt đầu' }));
    expect(await screen.findByRole('img', { name: /Mã QR/ })).toBeTruthy();
    expect(screen.getByText('ABCD EFGH IJKL MNOP')).toBeTruthy();
    await user.type(screen.getByLabelText('Mã trong ứng dụng'), '123456{Enter}');
    expect(await screen.findByText('AAAA-BBBB-CCCC-DDD9')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Tôi đã cất các mã' }));
    await waitFor(() => expect(page.entered).toHaveLength(1));
    expect(page.asked.map((one) => one.call)).toEqual([
      'POST /me/second-factor',
      'PUT /me/second-factor',
      'GET /session',
    ]);
  });

  it('offers the people of the demo in a demo, and asks for none outside of it', async () => {
    const people = [{ login: 'hdnd', displayName: 'Lý Thị K', role: 'supervisor', organisation: viewer.organisation }];
    const demo = await openPage({ path: '/sign-in', demo: true, answers: { 'GET /demo/people': { people } } });
    expect(await screen.findByRole('button', { name: /Lý Thị K/ })).toBeTruthy();
    expect(screen.getByText(/DỮ LIỆU GIẢ LẬP/)).toBeTruthy();
    expect(demo.asked.map((one) => one.call)).toEqual(['GET /demo/people']);
    cleanup();
    const real = await openPage({ path: '/sign-in' });
    await screen.findByLabelText('Tên đăng nhập');
    expect(real.asked).toEqual([]);
  });

  it('takes the first administrator’s token out of the link and out of the address', async () => {
    const token = 'T'.repeat(32);
    const page = await openPage({ path: `/sign-in#first-administrator=${token}`, unclaimed: true, answers: {} });
    const field = await screen.findByLabelText<HTMLInputElement>('Mã dùng một lần');
    await waitFor(() => expect(field.value).toBe(token));
    expect(page.location()).toBe('/sign-in');
  });

  it('shows a code for a meeting room’s screen, and becomes the wall once it was confirmed', async () => {
    const session = { now: '2021-04-15T02:41:07.000Z', demo: false, unclaimed: false, viewer };
    let confirmed = false;
    const page = await openPage({
      path: '/sign-in',
      answers: {
        'POST /screen-requests': { code: 'BCDF-GHJK', expiresAt: '2021-04-15T02:51:07.000Z' },
        'POST /session/screen': () => (confirmed ? session : Response.json({ waiting: true }, { status: 202 })),
      },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Dùng màn hình này cho phòng họp' }));
    expect(await screen.findByText('BCDF-GHJK')).toBeTruthy();
    await waitFor(() => expect(page.asked.map(({ call }) => call)).toContain('POST /session/screen'));
    expect(page.entered).toEqual([]);
    confirmed = true;
    await waitFor(() => expect(page.entered[0]).toEqual(session), { timeout: 10_000 });
  });

  it('leads there first, and afterwards to where one wanted to go', async () => {
    const page = await openPage({ path: '/hearings?day=2021-04-15' });
    await screen.findByLabelText('Tên đăng nhập');
    expect(page.location()).toBe('/sign-in?next=%2Fhearings%3Fday%3D2021-04-15');
    cleanup();
    const back = await openPage({
      path: '/sign-in?next=//elsewhere.example',
      viewer,
      answers: { 'GET /registry': registry },
    });
    await screen.findByRole('heading', { level: 1 });
    expect(back.location()).toBe('/wall');
  });
});

describe('what needs a proof of who asks', () => {
  const problem = (code: string) =>
    Response.json({ type: `urn:giamsat:problem:${code}`, title: 'x', status: 403 }, { status: 403 });
  const openSessions = async (secondFactor: boolean) => {
    let proved = false;
    const page = await openPage({
      path: '/me',
      viewer: { ...viewer, secondFactor },
      answers: {
        'GET /registry': registry,
        'GET /me/sessions': { sessions: [] },
        'GET /me/looks': { looks: [] },
        'GET /me/second-factor': { since: '2021-04-15T02:00:00.000Z', recoveryCodesLeft: 2, required: true },
        'POST /me/recovery-codes': () => (proved ? { recoveryCodes: ['AAAA-BBBB'] } : problem('proof-needed')),
        'POST /session/proof': (body: unknown) => {
          const { password, code } = body as { password?: string; code?: string };
          proved = password === 'đúng' || code === '123456';
          return proved ? new Response(null, { status: 204 }) : problem('proof-wrong');
        },
      },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Lấy mã khôi phục mới' }));
    await screen.findByRole('dialog', { name: 'Xác nhận lại' });
    return { page, user };
  };

  it('is asked for in a dialog and then done without another press', async () => {
    const { page, user } = await openSessions(false);
    await user.type(screen.getByLabelText('Mật khẩu của bạn'), 'sai{Enter}');
    expect((await screen.findByText('Mật khẩu hoặc mã chưa đúng.')).closest('[role=alert]')).toBeTruthy();
    await user.type(screen.getByLabelText('Mật khẩu của bạn'), 'đúng{Enter}');
    expect(await screen.findByText('AAAA-BBBB')).toBeTruthy();
    expect(page.asked.filter(({ call }) => call === 'POST /me/recovery-codes')).toHaveLength(2);
  });

  it('asks for a code where there is a second factor', async () => {
    const { page, user } = await openSessions(true);
    await user.type(screen.getByLabelText('Mã xác thực'), '123456{Enter}');
    expect(await screen.findByText('AAAA-BBBB')).toBeTruthy();
    expect(page.asked.find(({ call }) => call === 'POST /session/proof')?.body).toEqual({ code: '123456' });
  });

  it('is not done when one would rather not, and says so', async () => {
    const { page, user } = await openSessions(false);
    await user.keyboard('{Escape}');
    expect(await screen.findByText('Chưa xác nhận, nên việc này chưa được thực hiện.')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(page.asked.filter(({ call }) => call === 'POST /me/recovery-codes')).toHaveLength(1);
  });
});

describe('screens of meeting rooms', () => {
  it('are found by their code, shown for what they are, named and confirmed', async () => {
    const one = {
      login: 'man-hinh-1',
      name: 'Phòng họp tầng 2',
      organisation: 'Thường trực HĐND tỉnh',
      confirmedBy: 'Lý Thị K',
      confirmedAt: '2021-04-15T02:41:07.000Z',
    };
    const screens: (typeof one)[] = [];
    const page = await openPage({
      path: '/me',
      viewer: { ...viewer, permissions: { ...viewer.permissions, screens: true } },
      answers: {
        'GET /registry': registry,
        'GET /me/sessions': { sessions: [] },
        'GET /me/looks': { looks: [] },
        'GET /me/second-factor': { recoveryCodesLeft: 0, required: false },
        'GET /screens': () => ({ screens }),
        'POST /screens/look-up': {
          address: '10.0.0.7',
          userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140',
          since: '2021-04-15T02:40:07.000Z',
        },
        'POST /screens': () => {
          screens.push(one);
          return one;
        },
        'DELETE /screens/man-hinh-1': () => {
          screens.pop();
          return new Response(null, { status: 204 });
        },
      },
    });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('Mã trên màn hình'), 'bcdf-ghjk{Enter}');
    expect((await screen.findByText(/Mã này đang hiện trên/)).textContent).toContain(
      'Chrome · Linux, địa chỉ 10.0.0.7',
    );
    expect(page.asked.some(({ call }) => call === 'POST /screens')).toBe(false);
    await user.type(screen.getByLabelText('Tên màn hình'), 'Phòng họp tầng 2{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Kết thúc màn hình Phòng họp tầng 2' }));
    await waitFor(() => expect(screen.queryByText('Phòng họp tầng 2')).toBeNull());
    expect(page.asked.find(({ call }) => call === 'POST /screens')?.body).toEqual({
      code: 'BCDF-GHJK',
      name: 'Phòng họp tầng 2',
    });
  });
});

describe('menus', () => {
  it('hold nothing that the viewer may not open', async () => {
    await openPage({ path: '/wall', viewer, answers: { 'GET /registry': registry } });
    await screen.findByRole('heading', { level: 1 });
    expect(screen.getByRole('navigation').textContent).toBe('Đang xét xửLịch phiên tòa');
  });
  it('give an administrator no hearings', async () => {
    const administrator = {
      ...viewer,
      role: 'administrator' as const,
      permissions: { ...viewer.permissions, hearings: false, machines: true, accounts: true },
    };
    const machines = { courts: [], rooms: [], feeds: [], agents: [] };
    const page = await openPage({ path: '/', viewer: administrator, answers: { 'GET /admin/machines': machines } });
    expect(await screen.findByRole('heading', { name: 'Tòa án' })).toBeTruthy();
    expect(page.location()).toBe('/admin/courts');
    expect(screen.queryByRole('link', { name: 'Đang xét xử' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Nhật ký truy cập' })).toBeNull();
  });
  it('have no button for what the viewer may not do', async () => {
    const document = authorisation({ attachment: { sha256: 'a'.repeat(64), mediaType: 'application/pdf', bytes: 9 } });
    const court = { code: 'lb', level: 'district', names: [{ name: 'TAND huyện Lộc Bình', short: 'TAND Lộc Bình' }] };
    const answers = {
      'GET /registry': registry,
      'GET /admin/machines': { courts: [court], rooms: [], feeds: [], agents: [] },
      'GET /admin/organisations': { organisations: [] },
      'GET /admin/authorisations': { authorisations: [document] },
    };
    const open = (path: string, permissions: Partial<typeof viewer.permissions>) =>
      openPage({ path, viewer: { ...viewer, permissions: { ...viewer.permissions, ...permissions } }, answers });
    const buttons = () =>
      screen.queryAllByRole('button', { name: /Thêm|Xem|Sửa|Đính|Rút|Thu hồi/ }).map((one) => one.textContent);
    await open('/admin/authorisations', { hearings: false, authorisations: true, audit: true });
    await screen.findByText('12/QĐ-TAND');
    expect(buttons()).toEqual(['Xem']);
    cleanup();
    await open('/admin/authorisations', { hearings: false, authorisations: true, drafts: true });
    await screen.findByText('12/QĐ-TAND');
    expect(buttons()).toEqual(['Thêm', 'Sửa', 'Đính kèm lại', 'Rút dự thảo', 'Xem']);
    cleanup();
    await open('/admin/authorisations', { authorisations: true, approves: true });
    await screen.findByText('12/QĐ-TAND');
    expect(buttons()).toEqual(['Xem và chấp thuận']);
    cleanup();
    await open('/admin/courts', { hearings: false, machines: true });
    await screen.findAllByRole('cell', { name: 'TAND huyện Lộc Bình' });
    expect(buttons()).toEqual(['Sửa']);
    cleanup();
    await open('/admin/courts', { hearings: false, machines: true, addsCourts: true });
    await screen.findAllByRole('cell', { name: 'TAND huyện Lộc Bình' });
    expect(buttons()).toEqual(['Thêm', 'Sửa']);
  });
});

describe('the cut from the court’s own office', () => {
  const office = {
    ...viewer,
    role: 'court_administrator' as const,
    permissions: { ...viewer.permissions, hearings: false, cuts: true },
  };
  const room = { court: 'lb', courtShort: 'TAND Lộc Bình', room: 'lb-1', roomName: 'Phòng xử án 1' };

  it('asks once more before it cuts, and tells the room apart from one without a hearing', async () => {
    const rooms = [
      { ...room, state: 'on_air' },
      { ...room, room: 'lb-2', roomName: 'Phòng xử án 2', state: 'idle' },
    ];
    const page = await openPage({
      path: '/admin',
      viewer: office,
      answers: { 'GET /pictures': { rooms }, 'POST /pictures/lb-1/cut': { ...room, state: 'cut' } },
    });
    await screen.findByText('Đang truyền');
    expect(page.location()).toBe('/admin/pictures');
    const user = userEvent.setup();
    expect(screen.getAllByRole('button', { name: /Ngắt hình và tiếng/ })).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Ngắt hình và tiếng: TAND Lộc Bình · Phòng xử án 1' }));
    const dialog = await screen.findByRole('dialog');
    expect(page.asked.map((one) => one.call)).not.toContain('POST /pictures/lb-1/cut');
    await user.click(within(dialog).getByRole('button', { name: 'Ngắt hình và tiếng' }));
    await waitFor(() => expect(page.asked.map((one) => one.call)).toContain('POST /pictures/lb-1/cut'));
  });

  it('lifts its very cut, for a reason', async () => {
    const cut = { event: '/service#e1', at: '2021-04-15T02:30:00.000Z' };
    const page = await openPage({
      path: '/admin/pictures',
      viewer: office,
      answers: {
        'GET /pictures': { rooms: [{ ...room, state: 'cut', cut }] },
        'POST /pictures/lb-1/lift': { ...room, state: 'withheld' },
      },
    });
    await screen.findByText('Đã ngắt từ đây lúc 09:30');
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: /Cho truyền trở lại/ }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText(/Lý do/), 'Đã xử lý');
    await user.click(within(dialog).getByRole('button', { name: 'Cho truyền trở lại' }));
    await waitFor(() =>
      expect(page.asked.find((one) => one.call === 'POST /pictures/lb-1/lift')?.body).toEqual({
        cut: '/service#e1',
        reason: 'Đã xử lý',
      }),
    );
  });
});

describe('hearings of the day', () => {
  it('says first what was postponed, suspended and late, with the reasons', async () => {
    const rows = [
      fullRow(1, { stage: 'postponed', outcome: { kind: 'postponed', reasonCode: 'COUNSEL_ABSENT' } }),
      fullRow(2, { openedAt: '2021-04-15T01:25:00.000Z' }),
      // At another time, so that it clashes with none.
      fullRow(3, { start: '2021-04-15T03:00:00.000Z' }),
      maskedRow(4),
    ];
    await openPage({
      path: '/hearings?day=2021-04-15&view=table',
      viewer,
      answers: { 'GET /registry': registry, 'GET /hearings': { day: '2021-04-15', rows } },
    });
    const first = await screen.findByRole('region', { name: 'Cần biết trước' });
    expect(first.textContent).toContain('Vắng mặt người bào chữa');
    expect(first.textContent).toContain('muộn 25 phút');
    expect(first.textContent).not.toContain('A3');
    const masked = screen.getByText('Phiên tòa xét xử kín').closest('tr');
    expect(masked?.textContent).not.toMatch(/Nguyễn|90/);
  });

  it('keeps its filters in the address, and shows no masked hearing under a filter of state', async () => {
    const rows = [fullRow(1), fullRow(2, { stage: 'closed' }), maskedRow(4)];
    await openPage({
      path: '/hearings?day=2021-04-15&view=table&stage=closed',
      viewer,
      answers: { 'GET /registry': registry, 'GET /hearings': { day: '2021-04-15', rows } },
    });
    await screen.findByRole('link', { name: /A2/ });
    expect(screen.queryByRole('link', { name: /A1/ })).toBeNull();
    expect(screen.queryByText('Phiên tòa xét xử kín')).toBeNull();
  });
});

describe('hearings of another day', () => {
  const row = { ...fullRow(1), day: '2021-04-14' };
  const answers = { 'GET /registry': registry, 'GET /hearings': { day: '2021-04-14', rows: [row] } };

  it('are watched while their list is open, and masked there as soon as the push says so', async () => {
    const page = await openPage({ path: '/hearings?day=2021-04-14&view=table', viewer, answers });
    await screen.findByRole('link', { name: /A1/ });
    await waitFor(() => expect(page.watched()).toContain('day:2021-04-14'));
    const masked = { ...maskedRow(1), day: '2021-04-14', version: 2, cause: 'minor' as const };
    answers['GET /hearings'].rows = [masked as never];
    act(() => page.push([masked]));
    expect((await screen.findAllByText('Không truyền hình ảnh')).length).toBeGreaterThan(0);
    expect(document.body.textContent).not.toMatch(/A1|901/);
    expect(JSON.stringify(page.fetched())).not.toMatch(/A1|901/);
  });

  it('are not, where the day is today, which is watched everywhere', async () => {
    const page = await openPage({ path: '/hearings?view=table', viewer, answers });
    await waitFor(() => expect(page.watched()).toEqual(['wall']));
  });
});

describe('a hearing', () => {
  const timeline = { hearing: idOf(1), version: 1, stages: [], sittings: [], restrictions: [], feeds: [] };
  const may = {
    live: true,
    log: true,
    recording: true,
    looks: false,
    notes: false,
    sheet: false,
    takeLog: false,
    takeRecording: false,
    system: false,
  };

  it('shows who takes part and no tab that the viewer may not open', async () => {
    const row = fullRow(1, {
      participants: [{ name: 'Hoàng Văn D', role: 'witness', present: false, absenceReason: 'ốm' }],
    });
    const page = await openPage({
      path: `/hearings/${idOf(1)}`,
      viewer,
      answers: { [`GET /hearings/${idOf(1)}`]: { row, may }, [`GET /hearings/${idOf(1)}/timeline`]: timeline },
    });
    await screen.findByRole('heading', { name: /A1/, level: 1 });
    expect(screen.queryByRole('tab', { name: 'Người theo dõi' })).toBeNull();
    act(() => page.push([{ ...row, version: 2 }], [logLine(1, '08:26', 'hearing.opened')]));
    await userEvent.setup().click(screen.getByRole('tab', { name: 'Thành phần' }));
    expect((await screen.findByText('Hoàng Văn D')).closest('li')?.textContent).toContain('Vắng mặt: ốm');
  });

  it('in camera shows nothing but that', async () => {
    await openPage({
      path: `/hearings/${idOf(4)}`,
      viewer,
      answers: { [`GET /hearings/${idOf(4)}`]: { row: maskedRow(4), may: { ...may, log: false } } },
    });
    expect(await screen.findByText('Phiên tòa xét xử kín')).toBeTruthy();
    expect(document.querySelector('video')).toBeNull();
    expect(screen.queryByRole('tab')).toBeNull();
  });

  it('with a minor is a picture that is not sent, and never called closed, on its page and in the list', async () => {
    const row = { ...maskedRow(4), cause: 'minor' as const };
    const answers = {
      'GET /registry': registry,
      [`GET /hearings/${idOf(4)}`]: { row, may: { ...may, log: false } },
      'GET /hearings': { day: '2021-04-15', rows: [row] },
    };
    for (const path of [`/hearings/${idOf(4)}`, '/hearings?day=2021-04-15&view=table', '/wall']) {
      const page = await openPage({ path, viewer, answers });
      act(() => page.push([row]));
      expect((await screen.findAllByText('Không truyền hình ảnh')).length).toBeGreaterThan(0);
      expect(`${document.body.textContent} ${document.title}`).not.toMatch(/kín|Nguyễn|90\d/);
      expect(document.querySelector('video[src]')).toBeNull();
      cleanup();
    }
    // The wall remembers its tiles for whoever comes next.
    localStorage.clear();
  });

  it.each([
    ['turns in camera', (page: Opened) => page.push([{ ...maskedRow(1), version: 2 }])],
    ['leaves what this viewer may see', (page: Opened) => page.remove(idOf(1))],
    ['is seen by a viewer whose rights change', (page: Opened) => page.store.scope({ scopeEpoch: 'other' })],
  ])('that %s is gone from the page, and from all that the page has fetched', async (_how, turn) => {
    const row = fullRow(1);
    let closed = false;
    const gone = () =>
      Response.json({ type: 'urn:giamsat:problem:not-found', title: 'x', status: 404 }, { status: 404 });
    const page = await openPage({
      path: `/hearings/${idOf(1)}`,
      viewer,
      answers: {
        [`GET /hearings/${idOf(1)}`]: () => (closed ? gone() : { row, may }),
        [`GET /hearings/${idOf(1)}/timeline`]: () => (closed ? gone() : timeline),
      },
    });
    await screen.findByRole('heading', { name: /A1/, level: 1 });
    act(() => page.push([row], [logLine(1, '08:26', 'hearing.opened')]));
    await waitFor(() => expect(page.asked.map((one) => one.call)).toContain(`GET /hearings/${idOf(1)}/timeline`));
    expect(JSON.stringify(page.fetched())).toContain('A1');
    closed = true;
    act(() => turn(page));
    await waitFor(() => expect(document.body.textContent).not.toMatch(/A1|901/));
    expect(document.querySelector('video')).toBeNull();
    expect(document.title).not.toMatch(/A1|901/);
    expect(page.location()).toBe(`/hearings/${idOf(1)}`);
    expect(
      JSON.stringify([page.fetched(), [...page.store.snapshot().hearings], [...page.store.snapshot().lines]]),
    ).not.toMatch(/A1|901|hearing\.opened/);
  });

  it('that is not there, or not for this viewer, says so', async () => {
    await openPage({ path: `/hearings/${idOf(7)}`, viewer });
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Không tìm thấy, hoặc tài khoản này không được xem.',
    );
  });

  it('asks for its timeline once, and again only when the push says that it grew', async () => {
    const row = fullRow(1);
    const page = await openPage({
      path: `/hearings/${idOf(1)}`,
      viewer,
      answers: { [`GET /hearings/${idOf(1)}`]: { row, may }, [`GET /hearings/${idOf(1)}/timeline`]: timeline },
    });
    await screen.findByRole('heading', { name: /A1/, level: 1 });
    const asked = () => page.asked.filter(({ call }) => call.endsWith('/timeline')).length;
    const grown = (version: number, through: number) =>
      act(() => {
        const upserts = [{ kind: 'timeline' as const, hearing: idOf(1), version }];
        page.store.changes({ scopeEpoch: 'e', through, upserts, removals: [] });
      });
    // What the first watch answers: the row, and that there is a timeline.
    act(() => page.push([row]));
    grown(7, 2);
    await waitFor(() => expect(asked()).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(asked()).toBe(1);
    grown(8, 3);
    await waitFor(() => expect(asked()).toBe(2));
  });

  it('goes back to the wall at Escape', async () => {
    const page = await openPage({
      path: `/hearings/${idOf(1)}`,
      viewer,
      answers: {
        'GET /registry': registry,
        [`GET /hearings/${idOf(1)}`]: { row: fullRow(1), may },
        [`GET /hearings/${idOf(1)}/timeline`]: timeline,
      },
    });
    await screen.findByRole('heading', { name: /A1/, level: 1 });
    fireEvent.keyDown(window, { key: 'Escape' });
    await waitFor(() => expect(page.location()).toBe('/wall'));
  });
});

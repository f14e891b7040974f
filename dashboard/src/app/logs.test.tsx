import type { SearchAnswer } from '@giamsat/contract/wire/search';
import { cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPage, supervisor } from './test-page.tsx';
import { idOf, maskedRow } from './test-rows.ts';

afterEach(cleanup);
// Without a layout nothing would be seen of a list that draws only what is seen.
beforeAll(() => {
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => 600 });
  Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, get: () => 800 });
});
const viewer = { ...supervisor, permissions: { ...supervisor.permissions, logs: true } };
const hearing = (id: string, title: string) => ({
  id,
  court: 'lb',
  courtName: 'TAND huyện Lộc Bình',
  courtShort: 'TAND Lộc Bình',
  day: '2021-04-15',
  title,
  caseNumber: '9011/2021/TLST-HS',
  stage: 'closed' as const,
});
const found: SearchAnswer = {
  understood: true,
  hearings: [hearing(idOf(1), 'Trộm cắp tài sản'), hearing(idOf(2), 'Buôn bán hàng cấm')],
  hits: [1, 2].map((n) => ({
    hearing: idOf(n),
    kind: 'line' as const,
    at: '2021-04-15T02:20:00.000Z',
    ref: `/courts/lb/agents/lb-1#${n}`,
    stage: 'deliberation' as const,
    text: 'Hội đồng xét xử vào nghị án',
    marks: [{ from: 20, to: 27 }],
    flags: ['entered-late'],
    corrected: true,
  })),
};
const open = (path: string, answers: Record<string, unknown> = {}) =>
  openPage({
    path,
    viewer,
    answers: { 'POST /search': found, 'POST /search/suggestions': { suggestions: [] }, ...answers },
  });
const bodies = (page: Awaited<ReturnType<typeof open>>, call = 'POST /search') =>
  page.asked.filter((one) => one.call === call).map(({ body }) => body);

describe('the session logs', () => {
  it('say how one looks for something, and ask nothing before', async () => {
    const page = await open('/logs');
    expect(await screen.findByText('Tìm lại một thời điểm của phiên tòa')).toBeTruthy();
    expect(bodies(page)).toEqual([]);
  });

  it('keep what is looked for in the address where no server reads it, and lead to the moment', async () => {
    const page = await open('/logs');
    const user = userEvent.setup();
    await user.keyboard('/');
    await user.type(await screen.findByRole('combobox', { name: 'Tìm trong nhật ký' }), 'nghi an{Enter}');
    const [line] = await screen.findAllByRole('link', { name: /09:20/ });
    expect(page.location()).toBe('/logs#q=nghi+an');
    expect(bodies(page)).toEqual([{ q: 'nghi an' }]);
    expect(page.asked.every(({ query }) => !query.includes('nghi'))).toBe(true);
    expect(line?.getAttribute('href')).toBe(`/hearings/${idOf(1)}?t=2021-04-15T02%3A20%3A00.000Z`);
    expect(line?.querySelector('mark')?.textContent).toBe('nghị án');
    expect(line?.textContent).toContain('Nghị án · Đã đính chính · Ghi muộn');
    expect(screen.getByText('2 dòng')).toBeTruthy();
  });

  it('show notes to whoever keeps any, with a tag to look for, each beside its moment', async () => {
    const [line] = found.hits;
    const note = { ...line, kind: 'note', ref: idOf(3), author: 'Người Giám Sát', flags: [], corrected: false };
    const { stage: _, ...hit } = note;
    const answers = { 'POST /search': { ...found, hits: [hit] }, 'POST /search/suggestions': { suggestions: [] } };
    const keeper = { ...viewer, permissions: { ...viewer.permissions, notes: true } };
    const page = await openPage({ path: '/logs', viewer: keeper, answers });
    await userEvent.setup().type(await screen.findByLabelText('Nhãn của ghi chú'), 'đối chiếu{Enter}');
    const shown = await screen.findByRole('link', { name: /Ghi chú của Người Giám Sát/ });
    expect(shown.getAttribute('href')).toBe(`/hearings/${idOf(1)}?t=2021-04-15T02%3A20%3A00.000Z&tab=notes`);
    expect(bodies(page)).toEqual([{ tag: 'đối chiếu' }]);
    cleanup();
    await open('/logs');
    expect(screen.queryByLabelText('Nhãn của ghi chú')).toBeNull();
  });

  it('are walked through by arrows, from the field and back to it', async () => {
    await open('/logs#q=x');
    const user = userEvent.setup();
    const [first, second] = await screen.findAllByRole('link', { name: /09:20/ });
    const box = screen.getByRole('combobox', { name: 'Tìm trong nhật ký' });
    box.focus();
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(first));
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(second));
    await user.keyboard('{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(first));
    await user.keyboard('{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(box));
  });

  it('take filters out of the address, and those that are none do not pass', async () => {
    const page = await open('/logs#q=x&type=HS&stage=nonsense&from=2021-04-01&gap=1&court=..%2Fx');
    await screen.findAllByRole('link', { name: /09:20/ });
    expect(bodies(page)).toEqual([{ q: 'x', type: 'HS', from: '2021-04-01', gap: true }]);
    const user = userEvent.setup();
    await user.click(screen.getByLabelText('Đã đính chính'));
    await waitFor(() => expect(page.location()).toContain('correction=1'));
    await user.click(screen.getByText('Bỏ lọc'));
    await waitFor(() => expect(page.location()).toBe('/logs#q=x'));
  });

  it('suggest while one types, and look for a name as it stands', async () => {
    const suggestions = [{ kind: 'person', text: 'Nguyễn Văn A', role: 'Bị cáo' }];
    const page = await open('/logs', { 'POST /search/suggestions': { suggestions } });
    const user = userEvent.setup();
    await user.type(await screen.findByRole('combobox', { name: 'Tìm trong nhật ký' }), 'nguy');
    await user.click(await screen.findByText('Nguyễn Văn A'));
    await waitFor(() => expect(bodies(page)).toEqual([{ q: '"Nguyễn Văn A"' }]));
  });

  it('bring the next page when its place is near', async () => {
    let asked = 0;
    const page = await open('/logs#q=x', {
      'POST /search': () =>
        asked++ === 0 ? { ...found, next: '1618453200000-7' } : { ...found, hearings: [hearing(idOf(1), 'Trang hai')] },
    });
    expect(await screen.findByText('Trang hai')).toBeTruthy();
    expect(bodies(page)).toEqual([{ q: 'x' }, { q: 'x', after: '1618453200000-7' }]);
  });

  it('let go of a hearing whose doors are closed while it is on the page', async () => {
    const page = await open('/logs#q=x');
    expect(await screen.findByText('Trộm cắp tài sản')).toBeTruthy();
    page.push([maskedRow(1)]);
    await waitFor(() => expect(screen.queryByText('Trộm cắp tài sản')).toBeNull());
    expect(screen.getByText('Buôn bán hàng cấm')).toBeTruthy();
  });

  it.each([
    [{ hits: [], hearings: [], understood: true }, 'Không tìm thấy dòng nào'],
    [{ hits: [], hearings: [], understood: false }, 'Không có từ nào để tìm'],
  ])('say that there is nothing', async (answer, words) => {
    await open('/logs#q=x', { 'POST /search': answer });
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it('say what went wrong, and try again', async () => {
    const problem = (status: number, code: string) =>
      Response.json({ type: `urn:giamsat:problem:${code}`, title: 'x', status }, { status });
    let asked = 0;
    await open('/logs#q=x', { 'POST /search': () => (asked++ === 0 ? problem(503, 'unavailable') : found) });
    expect((await screen.findByRole('alert')).textContent).toContain('Máy chủ đang bận');
    await userEvent.setup().click(screen.getByText('Thử lại'));
    expect(await screen.findByText('Trộm cắp tài sản')).toBeTruthy();
  });

  it('are no page for whom no log is open, and none in the menu', async () => {
    await openPage({ path: '/logs', viewer: supervisor });
    expect(await screen.findByText('Không có trang này')).toBeTruthy();
    expect(screen.queryByText('Nhật ký')).toBeNull();
  });
});

import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLanguage } from '../../i18n/language.ts';
import { dictionary } from '../words/dictionary.vi.ts';
import { LineStatus } from './line-status.tsx';

beforeAll(async () => {
  // The simulated document has none, and Mantine asks for the colour scheme.
  window.matchMedia ??= ((media: string) => ({
    matches: false,
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })) as never;
  await startLanguage(dictionary, async () => ({}));
});
afterEach(cleanup);

const STATE: ClerkState = {
  now: '2021-04-15T02:00:00.000Z',
  clerk: { login: 'thu.ky', displayName: 'Thư ký' },
  courtName: 'TAND thử nghiệm',
  line: { up: true, waiting: 0, rejected: [] },
  rooms: [],
  hearings: [],
  closed: [],
  templates: [],
};
const show = (line: Partial<ClerkState['line']>) =>
  render(
    <MantineProvider>
      <LineStatus state={{ ...STATE, line: { ...STATE.line, ...line } }} agentUp />
    </MantineProvider>,
  );

describe('the line at the console', () => {
  it('says nothing of picture while all of it is with the province', () => {
    show({});
    expect(screen.getByRole('status').textContent).toContain('tốt');
    expect(screen.queryByText(/hình/)).toBeNull();
  });

  it('says how much picture waits, and for how long more can be kept', () => {
    show({ up: false, pictureWaits: 12, hoursLeft: 95 });
    expect(screen.getByText('12 phút hình chờ gửi về tỉnh')).toBeTruthy();
    expect(screen.getByText('Máy này còn giữ được khoảng 95 giờ hình')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('raises its voice when nothing is recorded any more', () => {
    show({ up: false, diskFull: true, hoursLeft: 0 });
    expect(screen.getByRole('alert').textContent).toContain('không được ghi');
    expect(screen.queryByText(/còn giữ được/)).toBeNull();
  });
});

/** For tests: rows and lines of invented hearings, and a document. */
import type { HearingState } from '@giamsat/contract/hearing/model';
import type { AdminAuthorisation } from '@giamsat/contract/wire/authorisations';
import type { FullRow, LogLine, MaskedRow } from '@giamsat/contract/wire/live';

export const idOf = (n: number): string => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const START = '2021-04-15T01:00:00.000Z';

export const fullRow = (n: number, state: Partial<HearingState> = {}, row: Partial<FullRow> = {}): FullRow => ({
  form: 'full',
  id: idOf(n),
  version: 1,
  court: 'lb',
  courtName: 'TAND huyện Lộc Bình',
  courtShort: 'TAND Lộc Bình',
  room: 'lb-1',
  roomName: 'Phòng xử án 1',
  day: '2021-04-15',
  sittings: [],
  inForce: [],
  windows: [],
  inside: false,
  ...row,
  state: {
    id: idOf(n),
    court: 'lb',
    room: 'lb-1',
    start: START,
    day: '2021-04-15',
    caseNumbers: [{ raw: `90${n}/2021/TLST-HS`, normal: `90${n}/2021/TLST-HS` }],
    caseType: 'HS',
    instance: 'ST',
    title: `Nguyễn Văn A${n} – Trộm cắp tài sản`,
    mode: 'in_person',
    publicity: 'public',
    minor: false,
    stage: 'questioning',
    stageSince: '2021-04-15T02:00:07.000Z',
    openedAt: START,
    panel: [{ name: 'Trần Thị M', role: 'presiding_judge' }],
    participants: [],
    adhoc: false,
    flags: [],
    ...state,
  },
});

export const maskedRow = (n: number): MaskedRow => ({
  form: 'masked',
  id: idOf(n),
  version: 1,
  court: 'lb',
  courtName: 'TAND huyện Lộc Bình',
  courtShort: 'TAND Lộc Bình',
  room: 'lb-1',
  roomName: 'Phòng xử án 1',
  day: '2021-04-15',
  cause: 'in_camera',
});

/** `clock`: `08:26` in Vietnam. */
export const logLine = (
  hearing: number,
  clock: string,
  type: string,
  data: Record<string, unknown> = {},
  more: Partial<LogLine> = {},
): LogLine => {
  const time = new Date(`2021-04-15T${clock}:00.000+07:00`).toISOString();
  return {
    ref: `/courts/lb/agents/lb-1#${hearing}-${clock}`,
    hearing: idOf(hearing),
    court: 'lb',
    courtShort: 'TAND Lộc Bình',
    room: 'lb-1',
    roomName: 'Phòng xử án 1',
    type,
    time,
    recordedtime: time,
    data,
    correctedBy: [],
    retracted: false,
    flags: [],
    version: 1,
    ...more,
  };
};

/** A draft of the court's office, for what a body may watch live. */
export const authorisation = (more: Partial<AdminAuthorisation> = {}): AdminAuthorisation => ({
  id: idOf(9),
  version: 1,
  documentNo: '12/QĐ-TAND',
  issuer: 'TAND tỉnh',
  issuedOn: '2021-01-04',
  organisation: 'hdnd',
  scope: { live: true, recordings: false, logs: false, exports: false },
  from: '2021-01-04',
  enteredBy: 'van.phong',
  enteredAt: '2021-01-04T01:00:00.000Z',
  drafters: ['van.phong'],
  ...more,
});

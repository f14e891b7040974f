/** Writes hearings of five years straight into the table, in the form in which the append writes them, and what courts entered into their case books. */
import type { CaseBookEntry } from '@giamsat/contract/case-book';
import { initialHearing } from '@giamsat/contract/hearing/initial';
import { addMs, dayOf, timestampOf } from '@giamsat/contract/time';
import type { CaseBook } from '@giamsat/service/statistics/case-book';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { dice, nameOf, titleOf } from '../search/text.ts';

export const COURTS = Array.from({ length: 12 }, (_, n) => `c${n + 1}`);
export const YEARS = 5;
const DAYS = YEARS * 365;
const DAY_MS = 86_400_000;
const TYPES = ['HS', 'HS', 'HS', 'DS', 'DS', 'HNGĐ', 'KDTM', 'LĐ', 'HC'] as const;
const ENDINGS = ['closed', 'closed', 'closed', 'closed', 'postponed', 'suspended', 'stayed', 'returned'] as const;
const AT_ONCE = 500;

/** As `hearings/writes.ts` has it. */
const INSERT = `insert into hearings select r.* from jsonb_to_recordset($1::jsonb) as r (
  id uuid, court text, room text, day date, ended boolean, seated boolean, state jsonb, sittings jsonb,
  restrictions jsonb, shown_before_known jsonb, room_flags jsonb, room_shown jsonb,
  inside_version bigint, outside_version bigint, unsettled bigint)`;

/** `from` and `to`: numbers of hearings out of `all`, which are spread evenly over the days up to yesterday. */
export async function fill(pool: pg.Pool, { from, to, all }: { from: number; to: number; all: number }): Promise<void> {
  const begun = Date.now() - DAYS * DAY_MS;
  for (let first = from; first < to; first += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, n) => rowOf(first + n, all, begun));
    await pool.query(INSERT, [JSON.stringify(rows)]);
  }
  await pool.query('vacuum analyze hearings');
}

function rowOf(n: number, all: number, begun: number) {
  const d = dice(n + 1);
  const id = uuidv7();
  const court = COURTS[n % COURTS.length] as string;
  // Each tenth of them is spread over all the years.
  const start = timestampOf(begun + Math.floor((((n * 7919) % all) * DAYS) / all) * DAY_MS + 3_600_000);
  const openedAt = addMs(start, Math.floor(d.next() * 30) * 60_000);
  const end = addMs(openedAt, (20 + Math.floor(d.next() * 300)) * 60_000);
  const stage = d.of(ENDINGS);
  const closed = d.next() < 0.04;
  const person = (role: string) => ({ name: nameOf(d), role });
  const state = {
    ...initialHearing(id),
    court,
    room: `${court}-1`,
    start,
    day: dayOf(start),
    stage,
    stageSince: end,
    openedAt,
    ...(stage === 'closed' ? { closedAt: end } : {}),
    caseType: d.of(TYPES),
    instance: d.next() < 0.2 ? 'PT' : 'ST',
    title: titleOf(d, nameOf(d)),
    caseNumbers: [{ raw: `${n + 1}/${start.slice(0, 4)}/TLST-HS` }],
    publicity: closed ? 'in_camera' : 'public',
    panel: [person('presiding_judge'), person('assessor'), person('assessor')],
    prosecutor: person('prosecutor'),
    clerk: person('clerk'),
    participants: ['defendant', 'victim', 'defender', 'witness', 'witness'].map((role) => ({
      ...person(role),
      present: true,
    })),
    outcome:
      stage === 'closed'
        ? { kind: 'judgment', judgmentNo: `${n + 1}/${start.slice(0, 4)}/HS-ST`, result: '09 tháng tù' }
        : { kind: stage, reasonCode: d.of(['COUNSEL_ABSENT', 'WITNESS_ABSENT', 'EXPERT_RESULT', 'OTHER']) },
  };
  const from = addMs(start, -900_000);
  const held = { room: `${court}-1`, from, to: end };
  const sittings = [{ id: 'x', hearing: id, rooms: [held], holds: [held], from, to: end, holdsRoom: true }];
  const restrictions = [
    { cause: closed ? 'in_camera' : 'recess', picture: true, sound: true, from, to: openedAt, settlesAt: openedAt },
  ];
  const none: never[] = [];
  return {
    ...{
      id,
      court,
      room: `${court}-1`,
      day: dayOf(start),
      ended: stage !== 'suspended',
      seated: false,
      state,
      sittings,
      restrictions,
    },
    ...{
      shown_before_known: none,
      room_flags: none,
      room_shown: none,
      inside_version: -1,
      outside_version: -1,
      unsettled: -1,
    },
  };
}

export async function fillCaseBook(caseBook: CaseBook): Promise<void> {
  const now = new Date();
  const entries: CaseBookEntry[] = [];
  for (let back = 0; back < YEARS * 12; back += 1) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
    for (const court of COURTS) {
      for (const caseType of new Set(TYPES)) {
        for (const instance of ['ST', 'PT'] as const) {
          entries.push({
            ...{ court, month, caseType, instance, carriedOver: 5, accepted: 40, disposed: 40, stayed: 1, overdue: 0 },
            ...{ quashedSubjective: 0, quashedObjective: 1, amendedSubjective: 0, amendedObjective: 1 },
            ...(caseType === 'HS' ? { defendantsCarriedOver: 8, defendantsAccepted: 70, defendantsDisposed: 70 } : {}),
          });
        }
      }
    }
  }
  await caseBook.applySeed(entries);
}

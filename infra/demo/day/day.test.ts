// The demo's day, judged by the contract's own rules: lawful, complete, in rooms that are free, with the plan's outcomes.
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { validateEvent } from '@giamsat/contract/event/validate';
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { sittingsOf } from '@giamsat/contract/hearing/sittings';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { RegistrySeed } from '@giamsat/contract/registry';
import { dayOf, dayOfMs, startOfDay } from '@giamsat/contract/time';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { demoRegistry } from '../registry.ts';
import { caseNumber, contextOf, hearings, numberOf, scheduledData, startOnList } from './day.ts';
import { type LaidOver, layOver } from './lay-over.ts';
import { dayBegins, firstLook, minutesOf, type PlanTime } from './plan.ts';
import type { HearingScript } from './script.ts';

const start = Date.parse('2026-04-15T02:12:00.000Z');
const real = layOver({ at: start, planMinutes: minutesOf(firstLook) }, 1);
const idOf = (script: HearingScript): string => `01890000-0000-7000-8000-00000000${9000 + script.n}`;

/** Every event of a script up to a time of the plan, as a clerk would have entered it at its moment. */
function played(script: HearingScript, laid: LaidOver, until: PlanTime = '17:30'): EventEnvelope[] {
  const on = (at: number) => contextOf(script, 0, laid, 2026, at);
  const start = startOnList(script, laid, dayOfMs(laid.anchor.at));
  const source = `/courts/${script.court}/agents/${script.court}-1`;
  const event = (n: number, type: string, at: number, data: Record<string, unknown>): EventEnvelope => ({
    specversion: '1.0',
    id: `${script.n}-${n}`,
    source,
    type,
    subject: `hearings/${idOf(script)}`,
    time: new Date(at).toISOString(),
    recordedtime: new Date(at).toISOString(),
    sequence: String(script.n * 1000 + n).padStart(12, '0'),
    data,
  });
  return [
    event(0, 'hearing.scheduled', laid.realOf('07:00'), scheduledData(script, on(laid.realOf('07:00')), start)),
    ...script.steps
      .filter((s) => minutesOf(s.at) <= minutesOf(until))
      .map((s, i) => event(i + 1, s.type, laid.realOf(s.at), s.data(on(laid.realOf(s.at))))),
  ];
}

test('there are the twelve hearings of the plan, each with its number', () => {
  expect(hearings.map((s) => caseNumber(s, numberOf(s, 0), 2021))).toEqual([
    '9001/2021/TLST-HS',
    '9002/2021/TLPT-HS',
    '9003/2021/TLST-HC',
    '9004/2021/TLPT-KDTM',
    '9005/2021/TLST-HS',
    '9006/2021/TLST-HNGĐ',
    '9007/2021/TLST-DS',
    '9008/2021/TLST-HS',
    '9009/2021/TLST-DS',
    '9010/2021/TLST-LĐ',
    '9011/2021/TLST-HS',
    '9012/2021/TLST-HS',
  ]);
  expect(numberOf(hearings[0] as HearingScript, 2)).toBe(9025);
});

test.each(hearings.map((s) => [s.n, s] as const))('hearing %i is well formed and in a usual order', (_, script) => {
  const times = script.steps.map((s) => minutesOf(s.at));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const events = played(script, real);
  for (const event of events) expect(validateEvent(event)).toMatchObject({ ok: true });
  const { state } = wholeOf(events);
  expect(state.flags).toEqual([]);
  expect(state.title).toBe(script.title);
});

test('laid over any minute of a day, the list names whole minutes of that day alone, in the order of the plan', () => {
  const day = Date.parse(startOfDay('2026-04-15'));
  for (let minute = 0; minute < 24 * 60; minute += 1)
    for (const pace of [0.1, 6, 600]) {
      const laid = layOver({ at: day + minute * 60_000 + 12_345, planMinutes: minutesOf(firstLook) }, pace);
      const starts = hearings.map((script) => startOnList(script, laid, '2026-04-15'));
      expect(starts.filter((start) => dayOf(start) !== '2026-04-15' || !start.endsWith(':00.000Z'))).toEqual([]);
      const asPlanned = hearings.map(({ start }, n) => ({ planned: minutesOf(start), listed: starts[n] ?? '' }));
      const listed = asPlanned.sort((x, y) => x.planned - y.planned).map((one) => one.listed);
      expect(listed).toEqual([...listed].sort());
    }
});

test('in the afternoon each hearing stands where the plan says', () => {
  const at = (until: PlanTime) => hearings.map((s) => wholeOf(played(s, real, until)).state);
  const noon = at('12:00');
  const before = ['scheduled', 'closed', 'questioning', 'deliberation', 'suspended', 'postponed'];
  expect(noon.every((s) => before.includes(s.stage))).toBe(true);
  expect(noon[0]?.stage).toBe('deliberation');
  expect(noon[4]?.stage).toBe('questioning');
  expect(noon[7]?.outcome).toMatchObject({ kind: 'postponed', reasonCode: 'COUNSEL_ABSENT' });
  expect(noon[8]?.outcome).toMatchObject({ kind: 'suspended', reasonCode: 'SETTLEMENT' });
  expect(noon[10]?.outcome).toMatchObject({ kind: 'judgment', judgmentNo: '9011/2026/HS-ST' });
  for (const n of [2, 3, 6, 9, 11]) expect(noon[n]?.stage).toBe('scheduled');
  const evening = at('17:30');
  expect(evening.map((s) => s.stage)).toEqual(
    hearings.map((s) => (s.n === 8 ? 'postponed' : s.n === 9 ? 'terminated' : 'closed')),
  );
});

test('no two hearings hold a room at once, and at the end of the day every room is free', () => {
  const folded = sittingsOf(hearings.map((s) => played(s, real)));
  expect(JSON.stringify(folded)).not.toContain('room-taken');
  const sittings = folded.sittings;
  expect(sittings.length).toBe(14);
  expect(sittings.filter((s) => !s.holdsRoom && s.holds.length === 0)).toEqual([]);
  expect(sittings.filter((s) => s.to === undefined)).toEqual([]);
});

test('at the first look several rooms may be seen, and what is closed never', () => {
  const now = new Date(start).toISOString();
  const seen = hearings.filter((s) => {
    const whole = wholeOf(played(s, real, firstLook));
    return whole.state.sitting !== undefined && inForce(whole.restrictions, now).length === 0;
  });
  expect(seen.map((s) => s.n)).toEqual([1, 2, 5, 9, 11]);
  for (const n of [6, 12])
    for (const minutes of Array.from({ length: 60 }, (_, i) => 450 + i * 10)) {
      const script = hearings[n - 1] as HearingScript;
      const moment: PlanTime = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` as PlanTime;
      const text = moment.padStart(5, '0') as PlanTime;
      const whole = wholeOf(played(script, real, text));
      const at = new Date(real.realOf(text)).toISOString();
      expect(inForce(whole.restrictions, at).length).toBeGreaterThan(0);
    }
});

test('the day laid over the present runs at its pace, before and after, with a short noon', () => {
  const laid = layOver({ at: start, planMinutes: minutesOf('09:12') }, 6);
  expect(laid.realOf('09:12')).toBe(start);
  expect(laid.realOf('08:00')).toBe(start - 12 * 60_000);
  expect(laid.realOf('09:18')).toBe(start + 60_000);
  expect(laid.realOf('14:00') - laid.realOf('11:40')).toBe((32 * 60_000) / 6);
  for (const time of ['07:38', '09:12', '11:50', '13:39', '13:41', '17:30'] as const)
    expect(laid.planAt(laid.realOf(time))).toBeCloseTo(minutesOf(time), 2);
  expect(() => layOver({ at: start, planMinutes: 0 }, 6).realOf('25:00')).toThrow(RangeError);
  expect(minutesOf(dayBegins)).toBeLessThan(Math.min(...hearings.map((s) => minutesOf(s.start))));
});

test('the registry is valid, and whoever appears in a hearing can sign in as what they are there', async () => {
  const seed = await demoRegistry(async () => '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA', {
    'ls-1': 'a'.repeat(64),
  });
  const check = Compile(RegistrySeed);
  expect([...check.Errors(seed)]).toEqual([]);
  expect(new Set(seed.accounts?.map((a) => a.login)).size).toBe(seed.accounts?.length);
  for (const script of hearings) {
    const has = (name: string | undefined, role: string) =>
      seed.accounts?.some((a) => a.displayName === name && a.role === role && a.court === script.court);
    expect(has(script.clerk.name, 'clerk')).toBe(true);
    expect(has(script.panel[0]?.name, 'presiding_judge')).toBe(true);
    if (script.prosecutor) expect(has(script.prosecutor.name, 'prosecutor')).toBe(true);
    expect(seed.rooms.some((r) => r.code === script.room && r.court === script.court)).toBe(true);
  }
});

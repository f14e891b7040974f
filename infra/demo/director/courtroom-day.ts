/** What one simulated clerk does: keeps the list of their room, and enters each step of its hearings at its time. */
import type { EventType } from '@giamsat/contract/event/catalogue';
import type { Day } from '@giamsat/contract/primitives';
import { dayOfMs, startOfDay } from '@giamsat/contract/time';
import { caseNumber, contextOf, hearings, scheduledData, startOnList } from '../day/day.ts';
import type { LaidOver } from '../day/lay-over.ts';
import { minutesOf } from '../day/plan.ts';
import type { HearingScript } from '../day/script.ts';
import { type Clerk, Refused } from './clerk.ts';
import { eventId } from './event-id.ts';
import type { Progress } from './progress.ts';

/** Later than this, a step is entered with the time at which it happened. */
const lateAfterMs = 3_000;
/** After these a hearing is no longer the business of the day's list. */
const leaving: ReadonlySet<EventType> = new Set([
  'hearing.closed',
  'hearing.postponed',
  'hearing.suspended',
  'hearing.case.terminated',
]);

export interface CourtroomDayDeps {
  room: string;
  clerk: Clerk;
  progress: Progress;
  now: () => number;
  report: (line: string) => void;
}

export interface CourtroomDay {
  /** Enters whatever is due; throws when the console cannot be reached, and goes on at the next call. */
  work(laid: LaidOver): Promise<void>;
  /** After a pause of the demo: hearings that have not begun get their new times. */
  moveList(laid: LaidOver): void;
  readonly finished: boolean;
}

export function createCourtroomDay(deps: CourtroomDayDeps): CourtroomDay {
  const { room, clerk, progress } = deps;
  const scripts = hearings.filter((script) => script.room === room);
  /** Hearings whose new time is still to be entered. */
  const toMove = new Set<HearingScript>();

  const today = (): Day => dayOfMs(deps.now());
  const contextAt = (script: HearingScript, laid: LaidOver, at: number) =>
    contextOf(script, progress.day, laid, progress.year, at);

  async function list(script: HearingScript, laid: LaidOver): Promise<void> {
    const day = today();
    const on = contextAt(script, laid, deps.now());
    const number = caseNumber(script, on.number, on.year);
    // It may have been listed just before a crash.
    const there = (await clerk.hearings()).find((h) => h.caseNumbers.includes(number));
    const data = scheduledData(script, on, startOnList(script, laid, day));
    progress.listed(script.n, there?.id ?? (await clerk.list({ ...data, adhoc: false })), day);
  }

  /** Hearings that still concern the list: neither ended nor suspended for weeks. */
  const onList = (script: HearingScript): boolean =>
    progress.doneOf(script.n) <= script.steps.findIndex(({ type }) => leaving.has(type));

  /** A list's day is over, or the demo stood still: what has not begun gets its time, what lasts is carried over to the new day. */
  async function listAnew(script: HearingScript, laid: LaidOver): Promise<void> {
    const [id, day] = [progress.idOf(script.n) as string, today()];
    const begun = progress.doneOf(script.n) > 0;
    const start = begun ? startOfDay(day) : startOnList(script, laid, day);
    await enter(script, id, `moved-${start}`, {
      type: 'hearing.rescheduled',
      data: { start, reason: begun ? 'Phiên tòa kéo dài sang ngày mới' : 'Điều chỉnh giờ mở phiên tòa' },
      at: deps.now(),
    });
    progress.listed(script.n, id, day);
    toMove.delete(script);
  }

  async function enter(
    script: HearingScript,
    hearing: string,
    key: string | number,
    entry: { type: string; data: Record<string, unknown>; at: number },
  ): Promise<void> {
    const late = deps.now() - entry.at > lateAfterMs || dayOfMs(entry.at) !== today();
    try {
      await clerk.enter(hearing, {
        id: eventId(progress.demo, progress.day, script.n, key),
        type: entry.type,
        data: entry.data,
        ...(late ? { time: new Date(entry.at).toISOString() } : {}),
      });
    } catch (error) {
      // A conflict means that it stands there already, from before a crash.
      if (!(error instanceof Refused)) throw error;
      if (error.status !== 409) deps.report(`${room}: ${entry.type} was refused (${error.status} ${error.message})`);
    }
  }

  /** Steps of the whole room in the order of their times, so that one hearing's end comes before the next one's beginning. */
  function due(laid: LaidOver, until: number): { script: HearingScript; index: number }[] {
    const list: { script: HearingScript; index: number; at: number }[] = [];
    for (const script of scripts)
      for (const [index, step] of script.steps.entries()) {
        if (index < progress.doneOf(script.n)) continue;
        const at = laid.realOf(step.at);
        if (at <= until) list.push({ script, index, at });
      }
    return list.sort((a, b) => a.at - b.at);
  }

  const successorOf = (script: HearingScript, day: number): string =>
    eventId(progress.demo, day, script.n, 'successor');

  /**
   * A demo that begins a new day many times a day would fill a day three weeks on with what its postponed hearings continue as: the one of
   * the day before is struck off the list, this day's stands.
   */
  async function strikeOff(): Promise<void> {
    if (progress.day === 0) return;
    for (const script of scripts.filter(({ steps }) => steps.some(({ type }) => type === 'hearing.postponed')))
      await enter(script, successorOf(script, progress.day - 1), 'struck-off', {
        type: 'hearing.cancelled',
        data: { reason: 'Lịch của ngày mô phỏng trước' },
        at: deps.now(),
      });
  }
  let struckOffOn: number | undefined;

  /** Enters what was to happen until `until`, ms since 1970. */
  async function enterDue(laid: LaidOver, until: number): Promise<void> {
    for (const { script, index } of due(laid, until)) {
      const step = script.steps[index];
      if (step === undefined) continue;
      const at = laid.realOf(step.at);
      const data = step.data(contextAt(script, laid, at));
      await enter(script, progress.idOf(script.n) as string, index, {
        type: step.type,
        data: step.type === 'hearing.postponed' ? { ...data, successorId: successorOf(script, progress.day) } : data,
        at,
      });
      progress.entered(script.n, index + 1);
    }
  }

  return {
    async work(laid) {
      if (struckOffOn !== progress.day) {
        await strikeOff();
        struckOffOn = progress.day;
      }
      for (const script of scripts) if (progress.idOf(script.n) === undefined) await list(script, laid);
      // What ended before midnight stays on the list of its day; whatever comes after stands on the new one.
      await enterDue(laid, Date.parse(startOfDay(today())) - 1);
      for (const script of scripts)
        if (toMove.has(script) || (progress.listedOn(script.n) !== today() && onList(script)))
          await listAnew(script, laid);
      await enterDue(laid, deps.now());
    },
    moveList(laid) {
      for (const script of scripts) {
        const first = script.steps[0];
        if (first === undefined || progress.idOf(script.n) === undefined || progress.doneOf(script.n) > 0) continue;
        if (minutesOf(first.at) > laid.anchor.planMinutes) toMove.add(script);
      }
    },
    get finished() {
      return scripts.every((script) => progress.doneOf(script.n) >= script.steps.length);
    },
  };
}

/** The border: decides whether something that came in is an event, and if not, which field is wrong and why. */
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Day, Timestamp } from '../primitives.ts';
import { dayExists, exists } from '../time.ts';
import { CATALOGUE, type EventType, isEventType } from './catalogue.ts';
import { EventEnvelope } from './envelope.ts';
import { findBadText } from './text-check.ts';

/** `field` is a JSON Pointer into the event; `''` is the event itself. */
export type Validation = { ok: true; event: EventEnvelope } | { ok: false; field: string; detail: string };
type Wrong = { field: string; detail: string };

const envelopeValidator = Compile(EventEnvelope);
const dataValidators = new Map<EventType, Validator>();
const timeChecks = new Map<EventType, TimeCheck>();

function dataValidator(type: EventType): Validator {
  let validator = dataValidators.get(type);
  if (!validator) {
    validator = Compile(CATALOGUE[type] as TSchema) as Validator;
    dataValidators.set(type, validator);
  }
  return validator;
}

/** Is `value` an event of the catalogue? Nothing is changed, coerced or dropped. */
export function validateEvent(value: unknown): Validation {
  const bad = findBadText(value);
  if (bad) return { ok: false, ...bad };
  if (!envelopeValidator.Check(value)) return { ok: false, ...firstError(envelopeValidator as Validator, value, '') };
  const event = value as EventEnvelope;
  const wrong =
    wrongTime(event) ?? wrongEnvelope(event) ?? wrongData(event.type, event.data, '/data') ?? wrongCorrection(event);
  return wrong ? { ok: false, ...wrong } : { ok: true, event };
}

/** Would `data` be right for an event of this type? Used by the fold before a correction is applied. */
export const isDataOf = (type: string, data: Record<string, unknown>): boolean =>
  wrongData(type, data, '') === undefined;

function wrongTime(event: EventEnvelope): Wrong | undefined {
  if (!exists(event.time)) return { field: '/time', detail: 'no such moment' };
  if (!exists(event.recordedtime)) return { field: '/recordedtime', detail: 'no such moment' };
  return undefined;
}

const SUBJECTS: Record<string, string> = {
  hearing: 'hearings/',
  feed: 'hearings/',
  recording: 'feeds/',
  stream: 'feeds/',
  court: 'courts/',
  room: 'rooms/',
  alert: 'courts/',
  checkpoint: 'service/',
};

/** Told of a recording, and part of a hearing's course. */
const OF_HEARINGS = ['recording.released', 'recording.damaged', 'recording.removed'];

function wrongEnvelope(event: EventEnvelope): Wrong | undefined {
  if (!isEventType(event.type)) return { field: '/type', detail: 'not in the catalogue' };
  const family = event.type.slice(0, event.type.indexOf('.'));
  const prefix = OF_HEARINGS.includes(event.type) ? 'hearings/' : SUBJECTS[family];
  if (prefix !== undefined && !event.subject.startsWith(prefix)) {
    return { field: '/subject', detail: `${event.type} concerns ${prefix}…` };
  }
  const correcting = isCorrection(event.type);
  if (correcting && event.corrects === undefined) return { field: '/corrects', detail: 'required' };
  if (!correcting && event.corrects !== undefined)
    return { field: '/corrects', detail: `not allowed in ${event.type}` };
  if (event.dataschema !== undefined && !event.dataschema.startsWith(`urn:giamsat:${event.type}:`)) {
    return { field: '/dataschema', detail: 'names another type' };
  }
  return undefined;
}

/** Is it a correction or a retraction, which has no place of its own in a course? */
export const isCorrection = (type: string): boolean =>
  type === 'hearing.event.corrected' || type === 'hearing.event.retracted';

function wrongData(type: string, data: Record<string, unknown>, at: string): Wrong | undefined {
  if (!isEventType(type)) return { field: '/type', detail: 'not in the catalogue' };
  const validator = dataValidator(type);
  if (!validator.Check(data)) return firstError(validator, data, at);
  let times = timeChecks.get(type);
  if (!times) {
    times = timeCheckOf(CATALOGUE[type]);
    timeChecks.set(type, times);
  }
  return times(data, at) ?? wrongMeaning(type, data, at);
}

/** What a schema cannot say. */
function wrongMeaning(type: EventType, data: Record<string, unknown>, at: string): Wrong | undefined {
  if (type === 'feed.reopened') {
    // A public stretch of a hearing in camera or with a minor ends by itself (`interfaces.md` §1); a cut stays lifted.
    const lasting = data.lifts === 'in_camera' || data.lifts === 'minor';
    if (lasting && data.until === undefined) return { field: `${at}/until`, detail: 'required' };
  }
  if (type === 'recording.released' && String(data.from) >= String(data.to)) {
    return { field: `${at}/to`, detail: 'not after from' };
  }
  if (type === 'recording.committed') {
    const gap = (data.gaps as { from: string; to: string }[]).findIndex((g) => g.from > g.to);
    if (gap >= 0) return { field: `${at}/gaps/${gap}/to`, detail: 'before from' };
  }
  return undefined;
}

function wrongCorrection(event: EventEnvelope): Wrong | undefined {
  if (event.type === 'recording.committed' && event.subject !== `feeds/${String(event.data.feed)}`) {
    return { field: '/data/feed', detail: 'is not the subject' };
  }
  if (event.type !== 'hearing.event.corrected') return undefined;
  const { type, data } = event.data as { type?: string; data?: Record<string, unknown> };
  if (type === undefined) return undefined;
  if (!isEventType(type) || isCorrection(type) || SUBJECTS[type.slice(0, type.indexOf('.'))] !== 'hearings/') {
    return { field: '/data/type', detail: 'not a type of a hearing’s course' };
  }
  return data === undefined ? undefined : wrongData(type, data, '/data/data');
}

/** The error of the deepest field: of a union's branches it is the one that came furthest. */
function firstError(validator: Validator, value: unknown, at: string): Wrong {
  let best: Wrong = { field: at, detail: 'not valid' };
  let depth = -1;
  for (const error of validator.Errors(value)) {
    const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined;
    const extra = error.keyword === 'additionalProperties' ? error.params.additionalProperties[0] : undefined;
    const field = error.instancePath + ((missing ?? extra) ? `/${pointerToken(missing ?? extra ?? '')}` : '');
    const deep = field.split('/').length;
    if (deep <= depth) continue;
    depth = deep;
    best = { field: at + field, detail: missing ? 'required' : extra ? 'unknown member' : error.message };
  }
  return best;
}

const pointerToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

type TimeCheck = (value: unknown, at: string) => Wrong | undefined;
const nothing: TimeCheck = () => undefined;

const patternOf = (schema: TSchema): unknown => (schema as { pattern?: string }).pattern;

/** Walks a schema once and returns the check that every time and day in such a value exists. */
function timeCheckOf(schema: TSchema): TimeCheck {
  const s = schema as {
    pattern?: string;
    properties?: Record<string, TSchema>;
    items?: TSchema;
    allOf?: TSchema[];
    anyOf?: TSchema[];
  };
  if (s.pattern === patternOf(Timestamp)) {
    return (v, at) => (exists(v as string) ? undefined : { field: at, detail: 'no such moment' });
  }
  if (s.pattern === patternOf(Day)) {
    return (v, at) => (dayExists(v as string) ? undefined : { field: at, detail: 'no such day' });
  }
  if (s.items) {
    const inner = timeCheckOf(s.items);
    if (inner === nothing) return nothing;
    return (v, at) => first((v as unknown[]).map((item, i) => () => inner(item, `${at}/${i}`)));
  }
  const parts: TimeCheck[] = (s.allOf ?? []).map(timeCheckOf).filter((check) => check !== nothing);
  for (const [name, property] of Object.entries(s.properties ?? {})) {
    const inner = timeCheckOf(property);
    if (inner === nothing) continue;
    parts.push((v, at) => {
      const member = (v as Record<string, unknown>)[name];
      return member === undefined ? undefined : inner(member, `${at}/${name}`);
    });
  }
  return parts.length === 0 ? nothing : (v, at) => first(parts.map((part) => () => part(v, at)));
}

function first(checks: (() => Wrong | undefined)[]): Wrong | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong) return wrong;
  }
  return undefined;
}

/** A court's hearing list: shown what it would do, imported whole in one append, and taken back by events of its own. The journal is its only record. */
import { createHash } from 'node:crypto';
import type { EventData } from '@giamsat/contract/event/catalogue';
import { addDays, dayOfMs, timestampOf } from '@giamsat/contract/time';
import type { ScheduleImport, SchedulePreview } from '@giamsat/contract/wire/schedule';
import type { Accounts } from '../access/accounts.ts';
import { factsOf } from '../access/redact.ts';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord, OwnDraft } from '../journal/record.ts';
import { createApart } from '../platform/apart.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import { uuid8 } from '../platform/uuid8.ts';
import type { ListAnswer, ListAsked } from './list/list-worker.ts';
import type { List } from './list/read-list.ts';
import { type Known, waits } from './matching.ts';
import { type Plan, planOf, type Step } from './plan.ts';

export type Schedule = {
  /** @throws DomainError `unprocessable` for a file that is no list, `unavailable` */
  preview(court: string, file: Buffer): Promise<SchedulePreview>;
  /** All or nothing. @throws DomainError as `preview`, `conflict` where the file would do something else than `plan` by now */
  import(court: string, login: string, file: Buffer, plan: string): Promise<ScheduleImport>;
  /** Newest first. */
  imports(court: string): Promise<ScheduleImport[]>;
  /** @throws DomainError `not-found`, `conflict` where it was taken back already */
  withdraw(court: string, login: string, id: string, reason: string): Promise<ScheduleImport>;
};

export type ScheduleDeps = {
  hearings: Pick<Hearings, 'concerning' | 'getMany'>;
  registry: Pick<Registry, 'roomsOf'>;
  journal: Pick<Journal, 'appendOwn' | 'read' | 'readStream'>;
  clock: Clock;
  accounts: Pick<Accounts, 'officialsOf' | 'namesOf'>;
  isDayOff(day: string): boolean;
};

/** Events of one import: as many lines as a list may have. */
const MOST_STEPS = 10_000;
const SERVICE = '/service';

const readApart = createApart<ListAsked, ListAnswer>({
  module: new URL('./list/list-worker.ts', import.meta.url),
  limitMs: 30_000,
  memoryMb: 384,
  maxWaiting: 10,
});
const digestOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
const refused = (code: string): DomainError => new DomainError('unprocessable', { field: `/file/${code}` });

async function listIn(file: Buffer, today: string): Promise<List> {
  const answer = await readApart({ bytes: file, today }).catch((error: unknown) => {
    if (error instanceof DomainError) throw error;
    // It took more time or memory than any list does.
    throw refused('too-large');
  });
  if ('refused' in answer) throw refused(answer.refused);
  return answer.list;
}

type Imported = EventData<'court.schedule.imported'>;
type Withdrawn = EventData<'court.schedule.withdrawn'>;

export function createSchedule(deps: ScheduleDeps): Schedule {
  const { hearings, registry, journal, clock, accounts } = deps;
  const streamOf = (court: string) => `courts/${court}`;
  const history = async (court: string): Promise<JournalRecord[]> =>
    (await journal.readStream(streamOf(court))).filter(({ event }) => event.type.startsWith('court.schedule.'));

  async function knownOf(court: string, list: List): Promise<Known[]> {
    const days = list.lines.flatMap(({ day }) => day ?? []).sort();
    const today = dayOfMs(clock.now());
    const span = { from: days[0] ?? today, to: days.at(-1) ?? today };
    // And two months before: what was postponed then is continued now.
    const concerned = await hearings.concerning(
      { courts: [court], rooms: [] },
      { ...span, from: addDays(span.from, -60) },
    );
    const now = timestampOf(clock.now());
    return (await hearings.getMany(concerned.map(({ id }) => id)))
      .filter((hearing) => hearing.court === court)
      .map((hearing) => ({ id: hearing.id, state: hearing.state, closed: factsOf(hearing, now).closed !== undefined }));
  }

  async function planned(court: string, file: Buffer) {
    const today = dayOfMs(clock.now());
    const sha256 = digestOf(file);
    const list = await listIn(file, today);
    const [known, people, before] = await Promise.all([
      knownOf(court, list),
      accounts.officialsOf(court),
      history(court),
    ]);
    const directory = { rooms: registry.roomsOf(court, today), people };
    const plan = planOf({ list, court, directory, known, today, isDayOff: deps.isDayOff });
    // What was imported since makes it another plan, even one that does the same again.
    const after = before.at(-1)?.hash ?? '';
    const nameOf = (steps: readonly Step[]) => digestOf(JSON.stringify([court, sha256, after, steps]));
    return { sha256, plan, nameOf, all: [...plan.steps, ...plan.missingSteps] };
  }

  async function shown(records: readonly JournalRecord[]): Promise<ScheduleImport[]> {
    const names = await accounts.namesOf([...new Set(records.flatMap(({ event }) => event.recordedby ?? []))]);
    const by = ({ event }: JournalRecord) => names.get(event.recordedby ?? '') ?? event.recordedby ?? '';
    return records
      .filter(({ event }) => event.type === 'court.schedule.imported')
      .map((record) => {
        const { import: id, list: sha256, events: _events, ...told } = record.event.data as Imported;
        const back = records.find(({ event }) => event.type === 'court.schedule.withdrawn' && event.data.import === id);
        const { reason, left } = (back?.event.data ?? {}) as Withdrawn;
        return {
          ...{ id, sha256, at: record.event.time, by: by(record), ...told },
          ...(back ? { withdrawn: { at: back.event.time, by: by(back), reason, left } } : {}),
        };
      })
      .reverse();
  }
  const one = async (court: string, id: string): Promise<ScheduleImport> => {
    const found = (await shown(await history(court))).find((listed) => listed.id === id);
    if (!found) throw new DomainError('internal', { detail: 'what was appended is not there' });
    return found;
  };

  async function append(drafts: readonly OwnDraft[]): Promise<void> {
    const results = await journal.appendOwn(drafts, { whole: true });
    const bad = results.find(({ status }) => status === 'rejected');
    if (bad?.status === 'rejected') throw new DomainError('internal', { detail: bad.problem.title });
    // Somebody pressed twice: the other one did it.
    if (results.some(({ status }) => status === 'duplicate')) throw new DomainError('conflict', { field: '/plan' });
  }

  return {
    async preview(court, file) {
      const { sha256, plan, nameOf, all } = await planned(court, file);
      const { steps, missingSteps, ...told } = plan;
      return {
        sha256,
        ...told,
        ...(steps.length > 0 ? { plan: nameOf(steps) } : {}),
        ...(missingSteps.length > 0 ? { planWithMissing: nameOf(all) } : {}),
      };
    },

    async import(court, login, file, name) {
      const { sha256, plan, nameOf, all } = await planned(court, file);
      const steps = [plan.steps, all].find((candidate) => candidate.length > 0 && nameOf(candidate) === name);
      if (!steps) throw new DomainError('conflict', { field: '/plan' });
      if (steps.length > MOST_STEPS) throw refused('too-many-lines');
      const id = uuid8(`import ${name}`);
      await append(draftsOf({ court, login, name, id, sha256, plan, steps, today: dayOfMs(clock.now()) }));
      return one(court, id);
    },

    imports: async (court) => shown(await history(court)),

    async withdraw(court, login, id, reason) {
      const records = await history(court);
      const record = records.find(({ event }) => event.type === 'court.schedule.imported' && event.data.import === id);
      if (!record) throw new DomainError('not-found');
      if (records.some(({ event }) => event.type === 'court.schedule.withdrawn' && event.data.import === id)) {
        throw new DomainError('conflict', { field: '/withdrawn' });
      }
      const { events: count } = record.event.data as Imported;
      // They were appended behind it, and nothing comes between the events of one append.
      const done = await journal.read({ after: record.position, limit: count });
      const now = new Map(
        (await hearings.getMany([...new Set(done.map(hearingOf))])).map((hearing) => [hearing.id, hearing]),
      );
      const back: OwnDraft[] = [];
      const left = new Set<string>();
      for (const [n, one] of done.entries()) {
        const hearing = now.get(hearingOf(one));
        const draft = hearing && backOf(one, hearing.state, reason);
        if (draft) back.push({ ...draft, id: uuid8(`back ${id} ${n}`), recordedby: login });
        else left.add(hearingOf(one));
      }
      await append([
        {
          id: uuid8(`withdrawn ${id}`),
          type: 'court.schedule.withdrawn',
          subject: streamOf(court),
          recordedby: login,
          data: { import: id, reason, left: left.size },
        },
        ...back,
      ]);
      return one(court, id);
    },
  };
}

type Importing = {
  court: string;
  login: string;
  name: string;
  id: string;
  sha256: string;
  plan: Plan;
  steps: readonly Step[];
  today: string;
};

/** The import itself first, and behind it all that it does. Ids are made of the plan's name: what is sent twice is recorded once. */
function draftsOf({ court, login, name, id, sha256, plan, steps, today }: Importing): OwnDraft[] {
  const idOf = ({ hearing }: Step): string =>
    typeof hearing === 'string' ? hearing : uuid8(`hearing ${name} ${hearing.line}`);
  const days = steps.flatMap(({ data }) =>
    'start' in data && data.start !== undefined ? dayOfMs(Date.parse(data.start)) : [],
  );
  const told = plan.listed.flatMap(({ start }) => (start === undefined ? [] : dayOfMs(Date.parse(start))));
  const span = [...(days.length > 0 ? days : told)].sort();
  const kinds = (type: string) => new Set(steps.filter((step) => step.type === type).map(idOf));
  const added = kinds('hearing.scheduled').size;
  const cancelled = kinds('hearing.cancelled').size;
  const imported: Imported = {
    ...{ import: id, list: sha256, events: steps.length },
    ...{ from: span[0] ?? today, to: span.at(-1) ?? today },
    ...{ added, cancelled, changed: new Set(steps.map(idOf)).size - added - cancelled },
  };
  return [
    { id, type: 'court.schedule.imported', subject: `courts/${court}`, recordedby: login, data: imported },
    ...steps.map((step, n) => ({
      id: uuid8(`event ${name} ${n}`),
      type: step.type,
      subject: `hearings/${idOf(step)}`,
      recordedby: login,
      data: { ...step.data },
    })),
  ];
}

const hearingOf = ({ event }: JournalRecord): string => event.subject.slice('hearings/'.length);
const CLOSINGS = ['hearing.publicity.changed', 'hearing.minor.flagged'];

/** The event that takes this one back; undefined: it stays. A closing stays: doors open by the court's own event alone. */
function backOf({ event }: JournalRecord, state: Known['state'], reason: string): OwnDraft | undefined {
  const hearing = { id: state.id, state, closed: false };
  const isCalledOff = event.type === 'hearing.cancelled' && state.stage === 'cancelled';
  if ((!waits(hearing) && !isCalledOff) || CLOSINGS.includes(event.type)) return undefined;
  if (event.type === 'hearing.scheduled')
    return { type: 'hearing.cancelled', subject: event.subject, data: { reason } };
  return {
    type: 'hearing.event.retracted',
    subject: event.subject,
    corrects: `${SERVICE}#${event.id}`,
    data: { reason },
  };
}

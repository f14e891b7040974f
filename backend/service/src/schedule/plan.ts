/** What importing a list would do: line by line for who reads it, and the events that would be appended. Pure. */
import { clashesOf, type Planned } from '@giamsat/contract/clashes';
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import type { Person } from '@giamsat/contract/event/people';
import { isEnded } from '@giamsat/contract/stage';
import { addDays, timestampOf } from '@giamsat/contract/time';
import type { ScheduleLine, SchedulePreview } from '@giamsat/contract/wire/schedule';
import { type Directory, personOf, roomOf } from './directory.ts';
import type { List, ListLine } from './list/read-list.ts';
import { type Known, type Match, matchesOf, waits } from './matching.ts';

/** One event: of a hearing that is here, or of the one that a line begins. */
export type Step = { [T in EventType]: { hearing: string | { line: number }; type: T; data: EventData<T> } }[EventType];
export type Plan = Pick<SchedulePreview, 'listed' | 'missing' | 'ignored'> & {
  steps: Step[];
  /** Of `missing`. */
  missingSteps: Step[];
};

/** So far ahead no court sets a day: a year that was mistyped. */
const FARTHEST_DAYS = 400;
const NOT_ON_LIST = 'Không còn trong danh sách phiên tòa của Tòa án';
const BY_LIST = 'Theo danh sách phiên tòa của Tòa án';

type Asked = {
  list: List;
  court: string;
  directory: Directory;
  known: readonly Known[];
  today: string;
  isDayOff: (day: string) => boolean;
};
type Judged = { line: ListLine; told: ScheduleLine; steps: Step[]; match: Match; planned?: Planned & { line: number } };

export function planOf(asked: Asked): Plan {
  const { list, court, known } = asked;
  const matches = matchesOf(list.lines, known);
  const judged = list.lines.map((line) => judge(line, matches.get(line) ?? {}, asked));
  const meant = new Set([...matches.values()].flatMap((match) => match.known ?? []));
  const days = new Set(list.lines.flatMap(({ day }) => day ?? []));
  const others = known.filter((one) => !meant.has(one) && days.has(one.state.day) && !isEnded(one.state.stage));
  tellClashes(judged, [
    ...judged.flatMap(({ planned }) => planned ?? []),
    ...others.map(({ state }) => ({
      court,
      room: state.room,
      start: Date.parse(state.start),
      people: officialsOf(state),
      line: undefined,
    })),
  ]);
  // A list that leaves closed hearings out says nothing of them.
  const missing = others.filter((one) => waits(one) && !one.closed);
  return {
    listed: judged.map(({ told }) => told),
    ignored: list.ignored.slice(0, 60),
    steps: judged.flatMap(({ steps }) => steps),
    missing: missing.map(({ state }) => ({
      start: state.start,
      ...nameOfRoom(state.room, asked.directory),
    })),
    missingSteps: missing.map(({ id }) => ({ hearing: id, type: 'hearing.cancelled', data: { reason: NOT_ON_LIST } })),
  };
}

const officialsOf = ({
  panel,
  prosecutor,
  clerk,
}: Pick<Known['state'], 'panel' | 'prosecutor' | 'clerk'>): Person[] => [
  ...panel,
  ...(prosecutor ? [prosecutor] : []),
  ...(clerk ? [clerk] : []),
];
const nameOfRoom = (code: string | undefined, { rooms }: Directory): { room?: string } => {
  const name = rooms.find((room) => room.code === code)?.name ?? code;
  return name === undefined ? {} : { room: name };
};

function judge(line: ListLine, match: Match, asked: Asked): Judged {
  const { directory, today, court } = asked;
  const room = line.room === undefined ? undefined : roomOf(line.room, directory);
  const faults: ScheduleLine['faults'] = [...line.faults];
  const notes: ScheduleLine['notes'] = [...line.notes];
  if (line.room !== undefined && !room) faults.push({ code: 'room-unknown', value: line.room });
  if (match.ambiguous) faults.push({ code: 'number-ambiguous' });
  const people = line.people.map((one) => personOf(one, directory) ?? one);
  for (const one of line.people) {
    if (one.role !== 'assessor' && !personOf(one, directory)) notes.push({ code: 'person-unknown', value: one.name });
  }
  const { known } = match;
  const start = line.start === undefined ? undefined : timestampOf(line.start);
  if (line.cancelled) {
    if (!known) faults.push({ code: 'nothing-to-cancel' });
    else if (!waits(known) && known.state.stage !== 'cancelled') faults.push({ code: 'begun' });
    // Neither room nor people matter to what is called off.
    for (const [n, { code }] of [...faults.entries()].reverse()) {
      if (['room-unknown', 'time-missing', 'title-missing', 'type-missing'].includes(code)) faults.splice(n, 1);
    }
  } else if (line.day !== undefined) {
    const isSame = known !== undefined && known.state.start === start;
    if (line.day < today && !isSame) faults.push({ code: 'day-past', value: line.day });
    if (line.day > addDays(today, FARTHEST_DAYS)) faults.push({ code: 'day-far', value: line.day });
    if (asked.isDayOff(line.day)) notes.push({ code: 'day-off', value: line.day });
  }
  const told: ScheduleLine = {
    line: line.line,
    kind: 'wrong',
    ...shown(line, start, people),
    ...(room ? { room: room.name } : line.room === undefined ? {} : { room: line.room }),
    faults,
    notes,
    changes: [],
    clashes: [],
  };
  const planned =
    line.cancelled || line.start === undefined
      ? {}
      : { planned: { court, room: room?.code, start: line.start, people, line: line.line } };
  if (faults.length > 0) return { line, told, steps: [], match, ...planned };
  if (line.cancelled) {
    if (!known || known.state.stage === 'cancelled') return { line, told: { ...told, kind: 'same' }, steps: [], match };
    const reason = line.documentNo ? `${BY_LIST}, ${line.documentNo}` : BY_LIST;
    return {
      line,
      told: { ...told, kind: 'cancelled' },
      steps: [{ hearing: known.id, type: 'hearing.cancelled', data: { reason } }],
      match,
    };
  }
  if (!known)
    return {
      line,
      told: { ...told, kind: 'new' },
      steps: [scheduled(line, room?.code, people, match, court)],
      match,
      ...planned,
    };
  const { changes, steps } = changed(line, known, room?.code, people, directory);
  if (steps.length > 0 && !waits(known)) {
    return { line, told: { ...told, changes, faults: [{ code: 'begun' }] }, steps: [], match, ...planned };
  }
  return { line, told: { ...told, kind: steps.length > 0 ? 'changed' : 'same', changes }, steps, match, ...planned };
}

const shown = (line: ListLine, start: string | undefined, people: readonly Person[]): Partial<ScheduleLine> => {
  const [caseNumber] = line.numbers;
  const named = (role: Person['role']) => people.find((one) => one.role === role)?.name;
  const [presiding, clerk, prosecutor] = [named('presiding_judge'), named('clerk'), named('prosecutor')];
  return {
    ...(caseNumber === undefined ? {} : { caseNumber }),
    ...(line.title === undefined ? {} : { title: line.title.slice(0, 300) }),
    ...(start === undefined ? {} : { start }),
    ...(presiding === undefined ? {} : { presiding }),
    ...(clerk === undefined ? {} : { clerk }),
    ...(prosecutor === undefined ? {} : { prosecutor }),
    ...(line.closed || line.minor ? { closed: true } : {}),
  };
};

function scheduled(
  line: ListLine,
  room: string | undefined,
  people: readonly Person[],
  match: Match,
  court: string,
): Step {
  const { type, instance, title, start } = line;
  if (!type || !instance || title === undefined || start === undefined)
    throw new Error('a line without faults is whole');
  const panel = people.filter(({ role }) => role !== 'prosecutor' && role !== 'clerk');
  const [prosecutor, clerk] = (['prosecutor', 'clerk'] as const).map((role) => people.find((one) => one.role === role));
  return {
    hearing: { line: line.line },
    type: 'hearing.scheduled',
    data: {
      court,
      ...(room === undefined ? {} : { room }),
      start: timestampOf(start),
      caseNumbers: line.numbers,
      title,
      caseType: type,
      instance,
      ...(line.closed ? { publicity: 'in_camera' as const } : {}),
      ...(line.minor ? { minor: true } : {}),
      ...(panel.length > 0 ? { panel } : {}),
      ...(prosecutor ? { prosecutor } : {}),
      ...(clerk ? { clerk } : {}),
      ...(line.documentNo === undefined ? {} : { documentNo: line.documentNo }),
      ...(match.before ? { parentHearingId: match.before.id } : {}),
    },
  };
}

/** What closes doors comes first. A list never opens them: only the court does, by an event of its own. */
function changed(
  line: ListLine,
  known: Known,
  room: string | undefined,
  people: readonly Person[],
  directory: Directory,
) {
  const { state, id, closed } = known;
  const steps: Step[] = [];
  const changes: ScheduleLine['changes'] = [];
  const change = (field: ScheduleLine['changes'][number]['field'], from?: string) =>
    changes.push({ field, ...(closed || from === undefined ? {} : { from }) });
  if (line.closed && state.publicity === 'public') {
    change('publicity');
    steps.push({ hearing: id, type: 'hearing.publicity.changed', data: { from: 'public', to: 'in_camera' } });
  }
  if (line.minor && !state.minor) {
    change('minor');
    const who = (line.type ?? state.caseType) === 'HS' ? 'defendant' : 'party';
    steps.push({ hearing: id, type: 'hearing.minor.flagged', data: { who } });
  }
  const start = timestampOf(line.start ?? Date.parse(state.start));
  const isMoved = room !== undefined && room !== state.room;
  if (start !== state.start) change('start', state.start);
  if (isMoved) change('room', nameOfRoom(state.room, directory).room);
  if (start !== state.start || isMoved) {
    const { documentNo } = line;
    const data = {
      start,
      ...(isMoved ? { room } : {}),
      reason: BY_LIST,
      ...(documentNo === undefined ? {} : { documentNo }),
    };
    steps.push({ hearing: id, type: 'hearing.rescheduled', data });
  }
  if (line.title !== undefined && line.title !== state.title) {
    change('title');
    steps.push({ hearing: id, type: 'hearing.title.changed', data: { title: line.title } });
  }
  const officials = withNamed(officialsOf(state), people);
  if (officials) {
    change('people');
    const panel = officials.filter(({ role }) => role !== 'prosecutor' && role !== 'clerk');
    const [prosecutor, clerk] = (['prosecutor', 'clerk'] as const).map((role) =>
      officials.find((one) => one.role === role),
    );
    const data = { panel, ...(prosecutor ? { prosecutor } : {}), ...(clerk ? { clerk } : {}), reason: BY_LIST };
    steps.push({ hearing: id, type: 'hearing.panel.changed', data });
  }
  return { changes, steps };
}

/** Whoever a list names takes the places of that office; of others it says nothing. Undefined: nobody changes. */
function withNamed(now: readonly Person[], named: readonly Person[]): Person[] | undefined {
  const offices = new Set(named.map(({ role }) => role));
  const next = [...named, ...now.filter(({ role }) => !offices.has(role))];
  const text = (people: readonly Person[]) =>
    people
      .map(({ role, name }) => `${role} ${name}`)
      .sort()
      .join();
  return text(next) === text(now) ? undefined : next;
}

function tellClashes(judged: readonly Judged[], all: readonly (Planned & { line: number | undefined })[]): void {
  const told = new Map(judged.map(({ line, told: one }) => [line.line, one]));
  for (const { of, with: other, kind } of clashesOf(all)) {
    if (of.line === undefined) continue;
    told.get(of.line)?.clashes.push({ kind, ...(other.line === undefined ? {} : { line: other.line }) });
  }
}

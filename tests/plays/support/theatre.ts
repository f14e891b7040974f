/** Where hearings are played through: the real service as a process, a court that speaks, and people who look. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { HearingAnswer, LogAnswer } from '@giamsat/contract/wire/hearings';
import type { FullRow, LogLine, Timeline } from '@giamsat/contract/wire/live';
import { courtThatSpeaks, type SpokenCourt } from '../../live/support/court.ts';
import { PEOPLE, type Province, startProvince } from '../../rig/province.ts';
import { signIn } from '../../rig/second-factor.ts';

export type Theatre = {
  province: Province;
  court: Record<string, SpokenCourt>;
  /** A session of that login, whose password is the province's. */
  session(login: string): Promise<Session>;
  /** A meeting room's screen, put up by the supervisor. */
  screen(): Promise<Session>;
  /** The supervisor's. */
  outside: Session;
  administrator: Session;
  close(): Promise<void>;
};

export type Session = ReturnType<typeof sessionWith>;

function sessionWith(http: () => string, cookie: string) {
  const call = async (method: string, at: string, body?: unknown) => {
    const answer = await fetch(`${http()}${at}`, {
      method,
      redirect: 'manual',
      headers: {
        cookie,
        'giamsat-request': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  /** @throws when it was refused */
  const get = async <T>(at: string): Promise<T> => {
    const { status, text } = await call('GET', at);
    if (status !== 200) throw new Error(`${at}: ${status} ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    cookie,
    call,
    get,
    /** The whole row. @throws when it is masked or refused */
    row: async (id: string): Promise<FullRow> => {
      const { row } = await get<HearingAnswer>(`/api/v1/hearings/${id}`);
      if (row.form !== 'full') throw new Error('the row is masked');
      return row;
    },
    form: async (id: string) => (await get<HearingAnswer>(`/api/v1/hearings/${id}`)).row.form,
    log: async (id: string): Promise<LogLine[]> => (await get<LogAnswer>(`/api/v1/hearings/${id}/log`)).lines,
    timeline: (id: string) => get<Timeline>(`/api/v1/hearings/${id}/timeline`),
  };
}

export async function openTheatre(options: {
  rooms: Record<string, number>;
  env?: Record<string, string>;
}): Promise<Theatre> {
  const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-plays-'));
  const province = await startProvince({ dir, ...options });
  const http = () => province.http;
  const session = async (login: string) => sessionWith(http, await signIn(province.http, login, province.password));
  const court = Object.fromEntries(
    Object.keys(options.rooms).map((code) => [
      code,
      courtThatSpeaks({ http, court: code, agent: `${code}-agent`, token: () => province.token(code) }),
    ]),
  );
  const outside = await session(PEOPLE.supervisor);
  const screen = async (): Promise<Session> => {
    const room = sessionWith(http, '');
    const asked = await room.call('POST', '/api/v1/screen-requests');
    const { code } = JSON.parse(asked.text) as { code: string };
    const confirmed = await outside.call('POST', '/api/v1/screens', { code, name: 'Phòng họp thử nghiệm' });
    if (confirmed.status !== 201) throw new Error(`a screen: ${confirmed.status} ${confirmed.text}`);
    const cookie = asked.headers.getSetCookie().join('').split(';')[0] ?? '';
    const entered = await sessionWith(http, cookie).call('POST', '/api/v1/session/screen');
    return sessionWith(http, entered.headers.getSetCookie()[0]?.split(';')[0] ?? '');
  };
  return {
    province,
    court,
    session,
    outside,
    screen,
    administrator: await session(PEOPLE.administrator),
    async close() {
      await province.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const MINUTE_MS = 60_000;
const begun = Date.now();
/** So many minutes before the plays began, RFC 3339: the whole day of a hearing can be told at once. */
export const ago = (minutes: number): string => new Date(begun - minutes * MINUTE_MS).toISOString();

/** The event as it was entered then, and sent now: the line was down. */
export const past = (minutes: number, event: EventEnvelope, recordedMinutes = minutes): EventEnvelope => ({
  ...event,
  time: ago(minutes),
  recordedtime: ago(recordedMinutes),
});
/** Like it, one second after the other. */
export const pastInTurn = (minutes: number, ...events: EventEnvelope[]): EventEnvelope[] =>
  events.map((event, second) => past(minutes - second / 60, event));

export const refOf = (event: EventEnvelope): string => `${event.source}#${event.id}`;

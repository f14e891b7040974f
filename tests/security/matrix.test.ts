// The whole matrix: every office and document × everything that the policy can be asked × every state of a hearing, made by asking the
// policy itself, and compared with what the running service does over HTTP, over its sockets and with its media. A route, a message or a
// column that is not in it fails here, and the failure says what to add.
import { dayOfMs } from '@giamsat/contract/time';
import { LIVE_DOWN, LIVE_UP } from '@giamsat/contract/wire/live';
import { type Action, type HearingAction, isHearingAction, may } from '@giamsat/service/access/policy';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { get } from '../media/support/viewer.ts';
import { until } from '../rig/processes.ts';
import {
  columnsOf,
  columnsOfSchema,
  OF_HEARINGS,
  OF_OFFICES,
  type Schema,
  type Word,
  wordOf,
} from './support/columns.ts';
import { type Case, type Hall, openHall, type Person, SECRET, STATES } from './support/hall.ts';

type Operation = {
  'x-asks': Action | 'session' | 'nothing' | 'an agent';
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};
type Route = { method: string; url: string; operation: Operation; name: string };

let hall: Hall;
let routes: Route[] = [];
beforeAll(async () => {
  hall = await openHall();
  const { paths } = JSON.parse((await get(`${hall.province.http}/api/openapi.json`)).text) as {
    paths: Record<string, Record<string, Operation>>;
  };
  routes = Object.entries(paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      return { method, url, operation, name: `${method} ${url}` };
    }),
  );
}, 180_000);
afterAll(() => hall?.close());

const asking = (asks: (asked: Operation['x-asks']) => boolean): Route[] =>
  routes.filter(({ operation }) => asks(operation['x-asks']));
const isHouse = (asks: Operation['x-asks']): boolean =>
  !['session', 'nothing', 'an agent'].includes(asks) && !isHearingAction(asks as Action);

const NOBODY = '01890000-0000-7000-8000-000000000000';
/** What stands for the parameters of routes that concern no hearing: things whose change would hurt nobody here. */
const PARAMS: Record<string, string> = {
  login: 'khong.co',
  id: NOBODY,
  hold: NOBODY,
  room: 'lb-1',
  sha256: '0'.repeat(64),
  file: 'report.pdf',
};
const addressOf = (url: string, params: Record<string, string>): string =>
  url.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${url}: say in matrix.test.ts what stands for {${name}}`);
    return value;
  });
const call = async ({ method }: Route, address: string, cookie: string) => {
  const answer = await fetch(`${hall.province.http}${address}`, {
    method,
    redirect: 'manual',
    headers: { cookie, ...(method === 'GET' ? {} : { 'giamsat-request': '1' }) },
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
type Answer = Awaited<ReturnType<typeof call>>;
const isProblem = ({ status, text }: Answer, code: string): boolean =>
  status === 403 && (JSON.parse(text) as { type: string }).type === `urn:giamsat:problem:${code}`;
const isForbidden = (answer: Answer): boolean => isProblem(answer, 'forbidden');
/** As a page does: what asks for a proof is given one, and is asked again. A screen has nothing to prove itself by. */
const callProving = async (route: Route, address: string, person: Person) => {
  const answer = await call(route, address, person.cookie);
  if (!isProblem(answer, 'proof-needed') || person.viewer.role === 'screen') return answer;
  await hall.prove(person);
  return call(route, address, person.cookie);
};

/** All that is asked in a test, compared at its end: one line for each that differs. */
const judge = () => {
  const wrong: string[] = [];
  let asked = 0;
  return {
    that(right: boolean, told: () => string) {
      asked += 1;
      if (!right) wrong.push(told());
    },
    end(atLeast: number) {
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThanOrEqual(atLeast);
    },
  };
};

/** All ask at the same time: what one of them gets does not depend on another. */
const everybody = (ask: (person: Person) => Promise<void>): Promise<unknown> => Promise.all(hall.people.map(ask));

const factsFor = (one: Case, asks: HearingAction) => {
  const { restricted, released, cut } = STATES[one.state];
  return { ...hall.factsOf(one), restricted: asks === 'live.watch' ? cut : restricted, released };
};
const mayOf = ({ viewer }: Person, asks: HearingAction, one: Case) =>
  may(viewer, asks, factsFor(one, asks), Date.now());

describe('over HTTP', () => {
  test('every office may do exactly what the policy lets it, whatever is sent', async () => {
    const { that, end } = judge();
    for (const route of asking(isHouse)) {
      await everybody(async (person) => {
        const asks = route.operation['x-asks'] as Exclude<Action, HearingAction>;
        const { allowed } = may(person.viewer, asks, { court: person.viewer.court }, Date.now());
        // The spare agent of their own court.
        const params = { ...PARAMS, code: `${person.viewer.court ?? 'lb'}-agent-2` };
        const answer = await call(route, addressOf(route.url, params), person.cookie);
        that(
          isForbidden(answer) !== allowed,
          () => `${person.login}: ${route.name} → ${answer.status}, policy: ${allowed}`,
        );
      });
    }
    end(13 * hall.people.length);
  });

  /** A meeting room's screen has nothing of its own to keep. */
  const FOR_SCREENS = ['GET /api/v1/registry'];
  /** One's own screen, or as the court anybody's. */
  const OWN_OR_OFFICE = 'DELETE /api/v1/screens/{login}';

  test('what needs a session alone is open to everybody who has one (to screens the names of courts), and an agent’s calls to none of them', async () => {
    const { that, end } = judge();
    for (const route of asking((asks) => asks === 'session')) {
      await everybody(async (person) => {
        const answer = await call(route, addressOf(route.url, PARAMS), person.cookie);
        const own = person.viewer.role !== 'screen' || FOR_SCREENS.includes(route.name);
        const office = may(person.viewer, 'screens.end', {}, Date.now()).allowed;
        const open = route.name === OWN_OR_OFFICE ? own && office : own;
        that(
          answer.status !== 401 && isForbidden(answer) !== open,
          () => `${person.login}: ${route.name} → ${answer.status}`,
        );
      });
    }
    const agent = { feed: 'lb-1-1', epoch: NOBODY, number: '0' };
    for (const route of asking((asks) => asks === 'an agent')) {
      await everybody(async (person) => {
        const { status } = await call(route, addressOf(route.url, agent), person.cookie);
        that(status === 401, () => `${person.login}: ${route.name} → ${status}`);
      });
    }
    end(9 * hall.people.length);
  });

  /** What a route gives beyond the rule: nothing of a hearing that is seen at all is 404, what may not be had of it is 403. */
  const IN_FULL_ONLY = ['/api/v1/hearings/{id}/timeline'];
  /** These list hearings: each row is judged by itself, below. */
  const LISTS = ['/api/v1/schedule/list.pdf', '/api/v1/hearings', '/api/v1/search', '/api/v1/search/suggestions'];

  test('of every hearing, in every state, everybody gets what the policy gives them, and not a word more', async () => {
    const { that, end } = judge();
    const known = { hearing: 0, media: 0 };
    const { text: ofNothing } = await get(`${hall.province.http}/api/v1/hearings/${NOBODY}`, {
      cookie: hall.people[0]?.cookie ?? '',
    });
    for (const route of asking((asks) => isHearingAction(asks as Action) && asks !== 'nothing')) {
      if (LISTS.includes(route.url)) continue;
      const asks = route.operation['x-asks'] as HearingAction;
      for (const one of hall.cases) {
        const { id } = one.hearing;
        const { feed, epoch, window } = one;
        const params = { id, hearing: id, feed, epoch, window, file: 's0.m4s', note: NOBODY, item: 'debating' };
        await everybody(async (person) => {
          const row = mayOf(person, 'row.read', one);
          const full = row.allowed && row.form === 'full';
          const allowed = IN_FULL_ONLY.includes(route.url) ? full : mayOf(person, asks, one).allowed;
          const answer = await callProving(route, addressOf(route.url, params), person);
          const told = () => `${person.login}, ${one.state}: ${route.name} → ${answer.status}, policy: ${allowed}`;
          if (isProblem(answer, 'proof-needed')) {
            // The door asks before it looks for the hearing: of none of them it tells anything.
            that(!allowed && person.viewer.role === 'screen', told);
          } else if (route.url.startsWith('/media/')) {
            known.media += allowed ? 1 : 0;
            // These cameras send no small picture: whoever may have it is told so, nobody else is.
            const given = route.url.includes('/small-') ? [404] : [200, 302];
            that(allowed ? given.includes(answer.status) : answer.status === 403, told);
            if (!allowed) that(answer.text.length < 300, () => `${told()}: ${answer.text}`);
          } else if (!row.allowed) {
            // What may not be seen at all is answered like what does not exist.
            that(answer.status === 404 && answer.text === ofNothing, told);
          } else {
            that(allowed ? ![401, 403, 404].includes(answer.status) : isForbidden(answer), told);
          }
          if (answer.headers.get('content-type')?.startsWith('application/json')) {
            known.hearing += 1;
            const wrong = columnsOf(JSON.parse(answer.text)).filter((column) => !mayHave(person, one, wordOf(column)));
            that(wrong.length === 0, () => `${told()}, and it holds ${wrong.join(', ')}`);
          }
          if (!full) that(!holdsSecret(answer), () => `${told()}, and it names the case`);
        });
      }
    }
    expect(known.hearing).toBeGreaterThan(100);
    expect(known.media).toBeGreaterThan(100);
    end(9 * hall.cases.length * hall.people.length);
  }, 300_000);

  test('what an authorisation would open is told as far as whoever asks may see it', async () => {
    const { that, end } = judge();
    for (const person of hall.people) {
      if (!may(person.viewer, 'authorisations.read', { court: person.viewer.court }, Date.now()).allowed) continue;
      const ask = (at: string) =>
        get(`${hall.province.http}/api/v1/admin/authorisations${at}`, { cookie: person.cookie });
      const { authorisations } = JSON.parse((await ask('')).text) as { authorisations: { id: string }[] };
      for (const { id } of authorisations) {
        const { text } = await ask(`/${id}/opens`);
        for (const one of hall.cases) {
          const row = mayOf(person, 'row.read', one);
          const full = row.allowed && row.form === 'full';
          that(full || !text.includes(`${SECRET} ${one.state}"`), () => `${person.login}: ${one.state} is named`);
        }
      }
    }
    end(hall.cases.length);
  });

  test('a list of hearings holds the rows that the policy shows, each in its form', async () => {
    const { that, end } = judge();
    await everybody(async (person) => {
      const answer = await get(`${hall.province.http}/api/v1/hearings`, { cookie: person.cookie });
      const { rows } = JSON.parse(answer.text) as { rows: { id: string; form: string }[] };
      const told = new Map(rows.map(({ id, form }) => [id, form]));
      for (const one of hall.cases) {
        const right = mayOf(person, 'row.read', one);
        const form = told.get(one.hearing.id);
        that(form === (right.allowed ? right.form : undefined), () => `${person.login}, ${one.state}: ${form}`);
      }
    });
    end(hall.cases.length * hall.people.length);
  });

  test('the list for a court’s door is printed for whoever sees hearings there and proves who they are', async () => {
    const { that, end } = judge();
    const route = routes.find(({ url }) => url === '/api/v1/schedule/list.pdf') as Route;
    const at = `${route.url}?court=lb&day=${dayOfMs(Date.now())}`;
    const sees = (person: Person) =>
      person.viewer.role !== 'screen' && hall.cases.some((one) => mayOf(person, 'row.read', one).allowed);
    // Each page takes a second to set.
    for (const person of [...hall.people.filter(sees).slice(0, 2), ...hall.people.filter((one) => !sees(one))]) {
      const { status } = await callProving(route, at, person);
      const right = person.viewer.role === 'screen' ? status === 403 : status === (sees(person) ? 200 : 404);
      that(right, () => `${person.login} → ${status}`);
    }
    end(4);
  }, 120_000);

  test('a search finds hearings whose log the policy opens, and who may open none is told so', async () => {
    const { that, end } = judge();
    const ask = async (at: string, person: Person, body: object) => {
      const headers = { cookie: person.cookie, 'giamsat-request': '1', 'content-type': 'application/json' };
      const answer = await fetch(`${hall.province.http}${at}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    };
    const q = `"${SECRET}"`;
    // What was told last is read by the index about a second later.
    const chief = hall.people.find(({ login }) => login === 'chanh.an.tinh');
    const open = hall.cases.filter((one) => chief && mayOf(chief, 'log.read', one).allowed).length;
    await until('the index of search', async () => {
      const { text } = await ask('/api/v1/search', chief as Person, { q });
      return (JSON.parse(text) as { hearings: unknown[] }).hearings.length === open || undefined;
    });
    await everybody(async (person) => {
      const answer = await ask('/api/v1/search', person, { q });
      const suggested = await ask('/api/v1/search/suggestions', person, { q: SECRET });
      const reads = hall.cases.filter((one) => mayOf(person, 'log.read', one).allowed);
      if (isForbidden(answer)) {
        const none = reads.length === 0 || person.viewer.role === 'screen';
        that(none && isForbidden(suggested), () => `${person.login}: refused`);
        return;
      }
      const { hearings, hits } = JSON.parse(answer.text) as { hearings: { id: string }[]; hits: { hearing: string }[] };
      const found = [hearings.map(({ id }) => id), hits.map(({ hearing }) => hearing)].map((ids) => new Set(ids));
      for (const one of hall.cases) {
        const { allowed } = mayOf(person, 'log.read', one);
        const told = found.map((ids) => ids.has(one.hearing.id));
        that(
          told.every((is) => is === allowed),
          () => `${person.login}, ${one.state}: ${told}, policy: ${allowed}`,
        );
        const named = JSON.parse(suggested.text).suggestions.some(
          ({ text }: { text: string }) => text === `${SECRET} ${one.state}`,
        );
        that(allowed || !named, () => `${person.login}, ${one.state}: is suggested`);
      }
    });
    end(hall.cases.length * 10);
  }, 120_000);
});

const holdsSecret = ({ text, headers }: Answer): boolean => (text + JSON.stringify([...headers])).includes(SECRET);
/** Does the policy let that person have a column of that word, of that hearing? */
function mayHave(person: Person, one: Case, word: Word | undefined): boolean {
  const row = mayOf(person, 'row.read', one);
  switch (word) {
    case 'anybody':
      return true;
    case 'row, masked or full':
      return row.allowed;
    case 'row in full':
      return row.allowed && row.form === 'full';
    case 'log':
      return mayOf(person, 'log.read', one).allowed;
    case 'live windows':
      return (
        row.allowed &&
        may(person.viewer, 'live.watch', { ...factsFor(one, 'live.watch'), restricted: false }, Date.now()).allowed
      );
    case 'recording':
      return mayOf(person, 'recording.watch', one).allowed;
    case 'looks':
      return mayOf(person, 'looks.read', one).allowed;
    case 'alerts':
      return may(person.viewer, 'alerts.read', {}, Date.now()).allowed;
    case 'notes':
      return mayOf(person, 'notes.keep', one).allowed;
    case 'sheet':
      return mayOf(person, 'sheet.keep', one).allowed;
    case 'export':
      return mayOf(person, 'log.export', one).allowed || mayOf(person, 'recording.export', one).allowed;
    case undefined:
      return false;
  }
}

describe('over sockets', () => {
  const open = (person: Person) =>
    io(hall.province.http, { transports: ['websocket'], forceNew: true, extraHeaders: { cookie: person.cookie } });

  test('a page is told of each hearing what the policy gives its viewer, at the question and by every later message', async () => {
    const { that, end } = judge();
    await Promise.all(
      hall.people.map(async (person) => {
        const socket = open(person);
        try {
          const received: { event: string; message: unknown }[] = [];
          socket.onAny((event: string, message: unknown) => received.push({ event, message }));
          const day = `day:${dayOfMs(Date.now())}`;
          const scopes = [
            'wall',
            day,
            'alerts',
            ...hall.cases.slice(0, 5).map(({ hearing }) => `hearing:${hearing.id}`),
          ];
          const answer: { ok: boolean } = await socket.timeout(60_000).emitWithAck('watch', { scopes });
          that(answer.ok, () => `${person.login}: ${JSON.stringify(answer)}`);
          received.push({ event: 'changes', message: answer });
          await told(person, received, that);
        } finally {
          socket.disconnect();
        }
      }),
    );
    end(hall.people.length * hall.cases.length);
  }, 180_000);

  /** Waits for a note of every hearing to have come by, then judges all that did. */
  async function told(
    person: Person,
    received: { event: string; message: unknown }[],
    that: ReturnType<typeof judge>['that'],
  ) {
    await until(
      'a sign of life',
      () => received.some(({ event }) => event === 'head' || event === 'presence') || undefined,
    );
    const text = JSON.stringify(received);
    for (const { event } of received) that(event in LIVE_DOWN, () => `${event} is no message that LIVE_DOWN names`);
    type News = { upserts?: { kind: string; row?: { id: string; windows?: unknown[] }; line?: { hearing: string } }[] };
    const upserts = received.flatMap(({ message }) => (message as News | undefined)?.upserts ?? []);
    for (const one of hall.cases) {
      const { id } = one.hearing;
      const row = mayOf(person, 'row.read', one);
      const rows = upserts.filter((upsert) => upsert.row?.id === id);
      const lines = upserts.filter((upsert) => upsert.line?.hearing === id);
      const at = `${person.login}, ${one.state}`;
      that(rows.length > 0 === row.allowed, () => `${at}: ${rows.length} rows, policy: ${row.allowed}`);
      that(row.allowed || !text.includes(id), () => `${at}: its id was told`);
      that(lines.length === 0 || mayOf(person, 'log.read', one).allowed, () => `${at}: ${lines.length} lines`);
      for (const upsert of [...rows, ...lines]) {
        const wrong = columnsOf({ upserts: [upsert] }, 'changes').filter(
          (column) => !mayHave(person, one, wordOf(column)),
        );
        that(wrong.length === 0, () => `${at}: ${wrong.join(', ')}`);
      }
      const full = row.allowed && row.form === 'full';
      that(full || !text.includes(`${SECRET} ${one.state}"`), () => `${at}: it names the case`);
    }
  }

  /** What each message of a page asks the policy; `watch` is judged above by all that it is answered. */
  const SAYS: Record<keyof typeof LIVE_UP, HearingAction> = { watch: 'row.read', playback: 'live.watch' };

  test('what a page tells of a picture counts for a viewer who may watch it, and is answered with nothing', async () => {
    expect(Object.keys(SAYS).sort(), 'say what the new message asks').toEqual(Object.keys(LIVE_UP).sort());
    const { that, end } = judge();
    const counted = async (): Promise<Map<string, number>> => {
      const { text } = await get(`${hall.province.http}/metrics`);
      const lines = text.matchAll(/^giamsat_playback_stalls_total\{feed="([^"]+)"\} (\d+)$/gm);
      return new Map([...lines].map(([, feed = '', count]) => [feed, Number(count)]));
    };
    const picture = { latencyMs: 900, stalls: 1, framesShown: 1, framesDropped: 0 };
    const pictures = hall.cases.map(({ window }) => ({ window, ...picture }));
    for (const person of hall.people) {
      const socket = open(person);
      try {
        const ask = () => socket.timeout(60_000).emitWithAck('watch', { scopes: ['wall'] });
        await ask();
        const before = await counted();
        const received: string[] = [];
        socket.onAny((event: string) => received.push(event));
        socket.emit('playback', { pictures });
        // In order: when this is answered, that was taken.
        await ask();
        const after = await counted();
        for (const one of hall.cases) {
          const facts = { ...factsFor(one, SAYS.playback), restricted: false };
          const allowed =
            mayOf(person, 'row.read', one).allowed && may(person.viewer, SAYS.playback, facts, Date.now()).allowed;
          const more = (after.get(one.feed) ?? 0) - (before.get(one.feed) ?? 0);
          that(more === (allowed ? 1 : 0), () => `${person.login}, ${one.state}: counted ${more}, policy: ${allowed}`);
        }
        for (const event of received) that(event in LIVE_DOWN, () => `${event} is no message that LIVE_DOWN names`);
      } finally {
        socket.disconnect();
      }
    }
    end(hall.people.length * hall.cases.length);
  }, 180_000);

  test.each([
    ['a person’s session opens no agent’s socket', '/agents'],
    ['and no socket that is not there', '/admin'],
  ])('%s', async (_what, namespace) => {
    await everybody(async (person) => {
      const socket = io(`${hall.province.http}${namespace}`, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: { cookie: person.cookie },
      });
      const refusal = await new Promise<string>((resolve) => {
        socket.on('connect', () => resolve('connected'));
        socket.on('connect_error', ({ message }) => resolve(message));
      });
      socket.disconnect();
      expect([person.login, refusal]).toEqual([
        person.login,
        namespace === '/agents' ? 'unauthenticated' : 'Invalid namespace',
      ]);
    });
  });
});

describe('what leaves', () => {
  const ADD = 'add it to support/columns.ts, under the word for who may have it';
  const messages = () =>
    Object.entries(LIVE_DOWN).flatMap(([event, schema]) =>
      columnsOfSchema(JSON.parse(JSON.stringify(schema)) as Schema, event).map((column) => ({ at: event, column })),
    );
  /** Every column of the answers of routes that ask this. */
  const answers = (asks: (asked: Operation['x-asks']) => boolean) =>
    asking(asks).flatMap(({ name, operation }) =>
      Object.entries(operation.responses ?? {})
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, { content }]) => content?.['application/json']?.schema ?? [])
        .flatMap((schema) => columnsOfSchema(schema).map((column) => ({ at: name, column }))),
    );
  const aboutHearings = () => [...answers((asks) => isHearingAction(asks as Action)), ...messages()];
  const lacking = (leaving: { at: string; column: string }[], known: readonly string[]) =>
    leaving.filter(({ column }) => !known.includes(column)).map(({ at, column }) => `${at}: ${column}`);

  test('every column that tells of a hearing has its word for who may have it, over HTTP and over sockets', () => {
    const leaving = aboutHearings();
    expect(leaving.length).toBeGreaterThan(250);
    expect(lacking(leaving, Object.values(OF_HEARINGS).flat()), ADD).toEqual([]);
  });

  test('every other column is known by what its route asks', () => {
    const kinds = [...new Set(routes.map(({ operation }) => operation['x-asks']))].filter(
      (asks) => asks !== 'an agent' && !isHearingAction(asks as Action),
    );
    expect(kinds.length).toBeGreaterThan(6);
    for (const kind of kinds) {
      expect(
        lacking(
          answers((asks) => asks === kind),
          OF_OFFICES[kind] ?? [],
        ),
        `${kind}: ${ADD}`,
      ).toEqual([]);
    }
  });

  test('no column has two words, and there is no word for what does not leave', () => {
    const all: string[] = Object.values(OF_HEARINGS).flat();
    expect(all.filter((column, n) => all.indexOf(column) !== n)).toEqual([]);
    const leaving = new Set(aboutHearings().map(({ column }) => column));
    expect(all.filter((column) => !leaving.has(column))).toEqual([]);
    for (const [kind, columns] of Object.entries(OF_OFFICES)) {
      const own = new Set(answers((asks) => asks === kind).map(({ column }) => column));
      expect([kind, columns.filter((column) => !own.has(column))]).toEqual([kind, []]);
    }
  });

  test('what answers to a GET says of what, so that nothing else can leave', () => {
    const silent = routes.filter(({ method, url, operation }) => {
      const said = Object.entries(operation.responses ?? {}).some(
        ([status, { content }]) => status.startsWith('2') && content !== undefined,
      );
      return method === 'GET' && !url.startsWith('/media/') && !said;
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

/** A simulated clerk: signs in at the court's console and enters events through the same doors as a person's page. */
import { CSRF_HEADER, CSRF_VALUE } from '@giamsat/contract/wire/session';

export interface ClerkOptions {
  /** `http://127.0.0.1:8461` */
  console: string;
  login: string;
  password: string;
}

/** The console understood and refused: trying again would change nothing. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface ListedHearing {
  id: string;
  caseNumbers: readonly string[];
}

export interface Clerk {
  /** The hearings that the console lists. */
  hearings(): Promise<ListedHearing[]>;
  /** Puts a hearing on the list; gives its id. */
  list(data: Record<string, unknown>): Promise<string>;
  /** Enters an event; `time` only when it is entered late. Repeating it with the same `id` changes nothing. */
  enter(
    hearing: string,
    entry: { id: string; type: string; data: Record<string, unknown>; time?: string },
  ): Promise<void>;
}

const timeoutMs = 10_000;
/** Answers that say "not now": the agent starts, or asks for patience. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

export function createClerk(options: ClerkOptions): Clerk {
  let cookie: string | undefined;

  async function call(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${options.console}/clerk/api${path}`, {
      method,
      headers: {
        [CSRF_HEADER]: CSRF_VALUE,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  async function signIn(): Promise<void> {
    cookie = undefined;
    const answer = await call('POST', '/session', { login: options.login, password: options.password });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`signing in as ${options.login}: ${answer.status}`);
    cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  }

  async function detailOf(answer: Response): Promise<string> {
    const text = await answer.text();
    try {
      const problem = JSON.parse(text) as { detail?: string; title?: string; field?: string };
      return [problem.field, problem.detail ?? problem.title].filter((part) => part !== undefined).join(': ');
    } catch {
      return text.slice(0, 200);
    }
  }

  /** @throws Refused, or another Error where trying again may help. */
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    if (cookie === undefined) await signIn();
    let answer = await call(method, path, body);
    if (answer.status === 401) {
      await answer.arrayBuffer();
      await signIn();
      answer = await call(method, path, body);
    }
    if (answer.ok) return (await answer.json()) as T;
    const detail = await detailOf(answer);
    if (passing.has(answer.status) || answer.status === 401) throw new Error(`${answer.status} ${detail}`);
    throw new Refused(answer.status, detail);
  }

  return {
    async hearings() {
      const state = await ask<{ hearings: { state: { id: string; caseNumbers: { raw: string }[] } }[] }>(
        'GET',
        '/state',
      );
      return state.hearings.map((h) => ({ id: h.state.id, caseNumbers: h.state.caseNumbers.map((n) => n.raw) }));
    },
    async list(data) {
      return (await ask<{ id: string }>('POST', '/hearings', { data })).id;
    },
    async enter(hearing, entry) {
      await ask('POST', `/hearings/${hearing}/events`, entry);
    },
  };
}

/** Refusals of the console, in the one form of the house (RFC 9457). */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { type Problem, problemType } from '@giamsat/contract/problem';

const STATUS = {
  invalid: [400, 'The request is not valid'],
  unauthenticated: [401, 'Sign in first'],
  forbidden: [403, 'Not allowed'],
  closed: [403, 'The hearing is closed to all but its own clerk'],
  'not-found': [404, 'There is no such thing'],
  conflict: [409, 'It contradicts what is already here'],
  'too-many-requests': [429, 'Too many requests'],
  unavailable: [503, 'Not available at the moment'],
} as const;
export type ProblemCode = keyof typeof STATUS;

export type Kept = Pick<EventEnvelope, 'type' | 'time' | 'data'>;

export class ConsoleError extends Error {
  readonly code: ProblemCode;
  readonly field: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  /** What stands under the id that was used again. */
  readonly kept: Kept | undefined;
  constructor(code: ProblemCode, detail?: string, more: { field?: string; retryAfter?: number; kept?: Kept } = {}) {
    super(detail ?? STATUS[code][1]);
    this.name = 'ConsoleError';
    this.code = code;
    this.field = more.field;
    this.retryAfter = more.retryAfter;
    this.kept = more.kept;
  }
}

export function problemOf(error: ConsoleError): Problem & { kept?: Kept } {
  const [status, title] = STATUS[error.code];
  return {
    type: problemType(error.code),
    title,
    status,
    ...(error.message === title ? {} : { detail: error.message }),
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.kept === undefined ? {} : { kept: error.kept }),
  };
}

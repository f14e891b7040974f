/** What can go wrong and is told to the caller: one closed union, mapped to HTTP in one place. */
import { type Problem, problemType } from '@giamsat/contract/problem';

/** Each code with its HTTP status and title. */
export const PROBLEMS = {
  invalid: [400, 'The request is not valid'],
  unauthenticated: [401, 'Sign in first'],
  'wrong-clock': [401, 'The clock is wrong'],
  'second-factor-wrong': [403, 'The code is wrong or was used'],
  'second-factor-required': [403, 'Set up a second factor first'],
  'proof-needed': [403, 'Prove again who you are'],
  'proof-wrong': [403, 'The password or the code is wrong'],
  forbidden: [403, 'Not allowed'],
  'wrong-court': [403, 'It belongs to another court'],
  'not-found': [404, 'There is no such thing'],
  conflict: [409, 'It contradicts what is already here'],
  'sitting-unknown': [409, 'No sitting holds the room'],
  'password-short': [422, 'The password is too short'],
  'password-common': [422, 'The password is easy to guess'],
  'password-personal': [422, 'The password holds the own name or login'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'The media type is not accepted here'],
  unprocessable: [422, 'The content cannot be used'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'The service failed'],
  unavailable: [503, 'Not available at the moment'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof PROBLEMS;

export type DomainErrorOptions = {
  /** For the caller. Never quotes names, numbers or titles. */
  detail?: string;
  /** JSON Pointer of the field that is wrong. */
  field?: string;
  /** Seconds; sent as `Retry-After`. */
  retryAfter?: number;
  cause?: unknown;
};

export class DomainError extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly field: string | undefined;
  readonly retryAfter: number | undefined;
  constructor(code: ProblemCode, options: DomainErrorOptions = {}) {
    super(options.detail ?? PROBLEMS[code][1], { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.detail = options.detail;
    this.field = options.field;
    this.retryAfter = options.retryAfter;
  }
}

/** RFC 9457. */
export function problem(code: ProblemCode, options: Pick<DomainErrorOptions, 'detail' | 'field'> = {}): Problem {
  const [status, title] = PROBLEMS[code];
  return {
    type: problemType(code),
    title,
    status,
    ...(options.detail === undefined ? {} : { detail: options.detail }),
    ...(options.field === undefined ? {} : { field: options.field }),
  };
}

export const problemOf = (error: DomainError): Problem =>
  problem(error.code, {
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.field === undefined ? {} : { field: error.field }),
  });

/** Something in the way that a person can remove: told as it is, without a stack. */
export class PlainError extends Error {
  readonly exitCode: number;
  constructor(message: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.name = 'PlainError';
    this.exitCode = options.exitCode ?? 1;
  }
}

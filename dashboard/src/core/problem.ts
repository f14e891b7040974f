/** A refusal of the service (RFC 9457), or its silence, as an error that a page can show. */
import type { Problem } from '@giamsat/contract/problem';

export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
  /** `unreachable`, `invalid`, `forbidden` … the last word of the problem's type. */
  get code(): string {
    return this.problem.type.split(':').at(-1) ?? 'unknown';
  }
}

/** The service did not answer at all: status 0. */
export const unreachable = (): ApiProblem =>
  new ApiProblem({ type: 'urn:giamsat:problem:unreachable', title: 'unreachable', status: 0 });

export const problemOf = async (response: Response): Promise<ApiProblem> => {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  const body: unknown = isProblem ? await response.json().catch(() => undefined) : undefined;
  if (typeof body === 'object' && body !== null && 'type' in body && 'title' in body)
    return new ApiProblem({ ...(body as Problem), status: response.status });
  return new ApiProblem({ type: 'urn:giamsat:problem:unknown', title: response.statusText, status: response.status });
};

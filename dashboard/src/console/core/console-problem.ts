/** A refusal by the agent, or its silence (`status` 0), as an error that a form can show. */
import type { Problem } from '@giamsat/contract/problem';

export class ConsoleProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

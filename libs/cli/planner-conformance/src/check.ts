import type { PlannerDescription } from '@rookery/shared-planner-backend';
import type { TestedPlanner } from './tested-planner.ts';

/** What a check is given. */
export interface Subject {
  readonly planner: TestedPlanner;
  readonly description: PlannerDescription;
  /** Longest that one answer of the planner may take, milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** One obligation of the contract, put to the test. */
export interface Check {
  /** What the planner does when it is right. */
  readonly name: string;
  /** Throws what is wrong; returns why it does not apply, or nothing when all is well. */
  readonly run: (subject: Subject) => Promise<string | undefined>;
}

/** How a check ended. */
export interface CheckResult {
  readonly name: string;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  /** What was wrong, or why it was skipped; empty for `ok`. */
  readonly detail: string;
}

/** The planner does not keep to the contract. */
export class Departure extends Error {}

/** @throws Departure unless it holds */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Departure(otherwise);
}

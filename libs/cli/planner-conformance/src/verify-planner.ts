import { invalidArgument, isRookeryError } from '@rookery/shared-errors';
import { RemotePlanner } from '@rookery/shared-planner-backend';
import { Departure, type Check, type CheckResult, type Subject } from './check.ts';
import { descriptionChecks } from './checks/description.ts';
import { ownThreadChecks } from './checks/own-thread.ts';
import { protocolChecks } from './checks/protocol.ts';
import { searchChecks } from './checks/search.ts';
import { apartChecks } from './checks/searches-apart.ts';
import { coreNames, plannerInCore } from './core-planner.ts';
import { plannerInFile } from './file-planner.ts';
import type { TestedPlanner } from './tested-planner.ts';

/** How a planner is tested. */
export interface VerifyOptions {
  /** Longest that one answer may take, milliseconds. A planner of this process that never returns cannot be timed. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** What every planner keeps to, wherever it runs. */
const EVERYWHERE: readonly Check[] = [...descriptionChecks(), ...searchChecks(), ...apartChecks()];

const ADDRESS = /^[^\s/]+:\d{1,5}$/;
const FILE = /[/\\]|\.[cm]?[jt]s$/;

/**
 * Tests a planner against the contract. Yields one result a check, as they come; only the first one when it cannot describe
 * itself.
 * @param planner host:port of a PlannerBackendService, a TypeScript file that exports one, or the name of one of the core
 * @throws RookeryError INVALID_ARGUMENT when it is none of them, UNAVAILABLE when nothing answers there; the signal's reason
 */
export async function* verifyPlanner(
  planner: string,
  options: VerifyOptions,
): AsyncGenerator<CheckResult, void, undefined> {
  if (ADDRESS.test(planner)) {
    const backend = new RemotePlanner(planner, planner);
    try {
      yield* verify(backend, [...EVERYWHERE, ...protocolChecks(backend)], options);
    } finally {
      backend.close();
    }
    return;
  }
  if (FILE.test(planner)) {
    yield* verify(await plannerInFile(planner), [...EVERYWHERE, ...ownThreadChecks()], options);
    return;
  }
  const core = plannerInCore(planner);
  if (core !== undefined) {
    yield* verify(core, EVERYWHERE, options);
    return;
  }
  throw invalidArgument(
    'planner',
    `${planner} is neither HOST:PORT, nor a file, nor a planner of the core (${coreNames().join(', ')})`,
  );
}

/** The first check: without it there is nothing to hold against the rest. */
const DESCRIBES = 'describes itself: a name, a description, parameters with ranges, capabilities';

async function* verify(
  planner: TestedPlanner,
  checks: readonly Check[],
  { patienceMs, signal }: VerifyOptions,
): AsyncGenerator<CheckResult, void, undefined> {
  let description: Subject['description'];
  try {
    description = await planner.describe();
  } catch (caught) {
    if (!isRookeryError(caught) || caught.code === 'UNAVAILABLE') throw caught;
    yield { name: DESCRIBES, outcome: 'failed', detail: caught.message };
    return;
  }
  yield { name: DESCRIBES, outcome: 'ok', detail: '' };
  for (const check of checks) yield await resultOf(check, { planner, description, patienceMs, signal });
}

async function resultOf({ name, run }: Check, subject: Subject): Promise<CheckResult> {
  subject.signal.throwIfAborted();
  try {
    const skipped = await run(subject);
    return skipped === undefined
      ? { name, outcome: 'ok', detail: '' }
      : { name, outcome: 'skipped', detail: skipped };
  } catch (caught) {
    subject.signal.throwIfAborted();
    if (caught instanceof Departure || isRookeryError(caught)) {
      return { name, outcome: 'failed', detail: detailOf(caught) };
    }
    throw caught;
  }
}

/** What was wrong, with what a planner of this process threw: its author is reading. */
function detailOf(caught: Error): string {
  const { message, cause } = caught;
  return cause instanceof Error && !isRookeryError(cause) ? `${message}: ${cause.message}` : message;
}

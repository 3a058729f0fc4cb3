import { isRookeryError } from '@rookery/shared-errors';
import { RemotePlanner } from '@rookery/shared-planner-backend';
import { Departure, type Check, type CheckResult, type Subject } from './check.ts';
import { descriptionChecks } from './checks/description.ts';
import { searchChecks } from './checks/search.ts';
import { streamChecks } from './checks/streams.ts';

const CHECKS: readonly Check[] = [...descriptionChecks(), ...searchChecks(), ...streamChecks()];

/** The first check: without it there is nothing to hold against the rest. */
const DESCRIBES = 'describes itself: version 1, a name, a description, parameters with ranges, capabilities';

/**
 * Tests a PlannerBackendService against its contract. Yields one result a check, as they come; only the first one when the
 * backend cannot describe itself.
 * @param address host:port
 * @param patienceMs longest that one answer may take
 * @throws RookeryError UNAVAILABLE when nothing answers there; the signal's reason
 */
export async function* verifyBackend(
  address: string,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal },
): AsyncGenerator<CheckResult, void, undefined> {
  const planner = new RemotePlanner(address, address);
  try {
    let description: Subject['description'];
    try {
      description = await planner.describe();
    } catch (caught) {
      if (!isRookeryError(caught) || caught.code === 'UNAVAILABLE') throw caught;
      yield { name: DESCRIBES, outcome: 'failed', detail: caught.message };
      return;
    }
    yield { name: DESCRIBES, outcome: 'ok', detail: '' };
    for (const check of CHECKS) yield await resultOf(check, { planner, description, patienceMs, signal });
  } finally {
    planner.close();
  }
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
      return { name, outcome: 'failed', detail: caught.message };
    }
    throw caught;
  }
}

import { OutageGate, patiently, Waits, type PatienceOptions } from '@rookery/benchmark-patience';
import { readerOf } from '@rookery/shared-database';
import { addUsage, NO_USAGE, type Path, type Usage } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError, withUsage } from '@rookery/shared-errors';
import { limitReached } from '@rookery/shared-jobs';
import { domainToWire, profileToWire } from '@rookery/shared-scenario';
import type { PathsAsk } from '../asks.ts';
import { inParallel } from './in-parallel.ts';
import { callerOf, type Made, type StepContext } from './make-step.ts';

/** Searches at once; each has several evaluations in flight. */
const AT_ONCE = 4;

/** Plans a path for each scenario that has none, and stores it. @throws RookeryError what a search ended with */
export async function planPaths(
  context: StepContext,
  ask: PathsAsk,
  key: string,
  scenarios: readonly string[],
): Promise<Made> {
  const { parts, job, left, attempt } = context;
  await parts.store.takeOverPaths(job, key);
  const there = await parts.store.paths(job.id, key);
  const missing = scenarios.filter((id) => !there.has(id));
  let taken = NO_USAGE;
  let stopped: string | undefined;
  const failures: RookeryError[] = [];
  await inParallel(missing, AT_ONCE, async (id) => {
    attempt.signal.throwIfAborted();
    stopped ??= limitReached(left, taken);
    if (stopped !== undefined) return;
    try {
      const { path, usage } = await planned(context, ask, key, id);
      taken = addUsage(taken, usage);
      const attributes = path.steps.map(({ attribute }) => attribute);
      await parts.store.addPath(job.id, key, id, attributes, usage);
    } catch (caught) {
      const error = asRookeryError(caught);
      await parts.store.charge(job.id, error.usage ?? NO_USAGE);
      if (attempt.willRepeat(caught)) throw caught;
      failures.push(error);
    }
  });
  if (stopped !== undefined) return { reason: stopped, stopped: true };
  const [first] = failures;
  return first === undefined
    ? { reason: '' }
    : { reason: `${failures.length} of ${scenarios.length} searches failed; the first: ${first.message}` };
}

/** A path, and what it took with all attempts. @throws RookeryError with the usage of all attempts */
async function planned(
  context: StepContext,
  ask: PathsAsk,
  key: string,
  id: string,
): Promise<{ readonly path: Path; readonly usage: Usage }> {
  const { parts, attempt } = context;
  const { signal, explain } = attempt;
  const scenario = await parts.scenarios.get(readerOf(callerOf(context)), id);
  const request = {
    requestId: `experiments/${key}/${id}`,
    query: scenario.query,
    domain: domainToWire(scenario.domain),
    profile: profileToWire(scenario.profile),
    options: {
      planner: ask.planner,
      parametersJson: '',
      answerModel: ask.model,
      judgeModel: ask.judgeModel,
      priorModel: '',
      depth: ask.depth,
      budget: ask.budget,
      concurrency: undefined,
      seed: ask.seed,
      forbiddenAttributes: [],
      distinctSubsets: false,
      attributeCosts: {},
    },
    library: '',
  };
  let lost = NO_USAGE;
  const waits = new Waits(explain, signal);
  const options: PatienceOptions = {
    gate: new OutageGate({
      probe: parts.probe,
      changed: (waitingFor) =>
        waits.outage('planner', waitingFor === undefined ? undefined : `waits: ${waitingFor}`),
      signal,
    }),
    // A search has been patient with the servers of its models already.
    server: { passed: () => Promise.resolve(false) },
    slowDown: (ms) => waits.slowDown('the planner asks to slow down', ms, signal),
    failed: ({ usage }) => void (lost = addUsage(lost, usage)),
    mayRepeat: () => true,
    signal,
  };
  const path = await patiently(options, async () => {
    let found: Path | undefined;
    for await (const { event } of parts.planner.plan(request, { signal })) {
      if (event?.$case === 'path') found = event.value;
    }
    signal.throwIfAborted();
    if (found === undefined) throw new RookeryError('DATA_LOSS', 'the search ended without a path');
    return found;
  }).catch((caught: unknown) => {
    throw withUsage(asRookeryError(caught), lost);
  });
  return { path, usage: addUsage(lost, path.usage) };
}

import { OutageGate, patiently, Waits, type PatienceOptions, type Probe } from '@rookery/benchmark-patience';
import {
  addUsage,
  NO_USAGE,
  StopReason,
  type LibraryBuildSpec,
  type Path,
  type PlannerServiceClient,
  type Usage,
} from '@rookery/shared-contracts';
import { asRookeryError, RookeryError, withUsage } from '@rookery/shared-errors';
import { limitReached, type Attempt, type Job } from '@rookery/shared-jobs';
import { domainToWire, profileToWire, type Scenario } from '@rookery/shared-scenario';

/** How planning one scenario ended. */
export type BuiltScenario =
  | { readonly state: 'done'; readonly usage: Usage }
  /** The reason is an error code or a stop reason; the detail is in the words of the error. */
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly detail: string;
      readonly usage: Usage;
    };

/** The planner, and a question whether it can serve. */
export interface PatientPlanner {
  readonly planner: Pick<PlannerServiceClient, 'plan'>;
  readonly probe: Probe;
}

/**
 * Has a path planned for a scenario and stored in the build's library. It is asked for under an id that follows from the build and
 * the scenario: whoever asks again is given the stored path.
 * @param taken by the build so far
 * @throws RookeryError what remains after all patience, with what all attempts took, or CANCELLED with the signal
 */
export async function planScenario(
  { planner, probe }: PatientPlanner,
  { id, spec, limits }: Job<LibraryBuildSpec>,
  scenario: Scenario,
  taken: Usage,
  { signal, explain }: Attempt,
): Promise<BuiltScenario> {
  const waits = new Waits(explain, signal);
  const gate = new OutageGate({
    probe,
    changed: (waitingFor) =>
      waits.outage('planner', waitingFor === undefined ? undefined : `waits: ${waitingFor}`),
    signal,
  });
  let lost = NO_USAGE;
  const request = {
    requestId: `libraryBuilds/${id}/${scenario.id}`,
    query: scenario.query,
    domain: domainToWire(scenario.domain),
    profile: profileToWire(scenario.profile),
    options: spec.options,
    library: spec.library,
  };
  const search = async (): Promise<Path> => {
    let found: Path | undefined;
    for await (const { event } of planner.plan(request, { signal })) {
      if (event?.$case === 'path') found = event.value;
    }
    signal.throwIfAborted();
    if (found === undefined) throw new RookeryError('DATA_LOSS', 'the search ended without a path');
    return found;
  };
  const options: PatienceOptions = {
    gate,
    // A search has been patient with the servers of its models already.
    server: { passed: () => Promise.resolve(false) },
    slowDown: (ms) => waits.slowDown('the planner asks to slow down', ms, signal),
    failed: ({ usage }) => void (lost = addUsage(lost, usage)),
    mayRepeat: () => limitReached(limits, addUsage(taken, lost)) === undefined,
    signal,
  };
  const path = await patiently(options, search)
    .catch((caught: unknown) => {
      throw withUsage(asRookeryError(caught), lost);
    })
    // One that gave up waiting waits for nothing any more; others of the build may.
    .finally(() => void explain('').catch(() => undefined));
  const usage = addUsage(lost, path.usage);
  if (path.stopReason === StopReason.EVALUATION_FAILED && path.evaluations === 0) {
    const detail = `none of ${path.unscoredEvaluations} evaluations could be scored`;
    return { state: 'failed', reason: 'EVALUATION_FAILED', detail, usage };
  }
  return { state: 'done', usage };
}

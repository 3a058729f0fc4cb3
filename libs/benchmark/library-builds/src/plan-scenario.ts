import { OutageGate, patiently, type Probe } from '@rookery/benchmark-patience';
import {
  NO_USAGE,
  StopReason,
  type LibraryBuildSpec,
  type Path,
  type PlannerServiceClient,
  type Usage,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job } from '@rookery/shared-jobs';
import { domainToWire, profileToWire, type Scenario } from '@rookery/shared-scenario';

/** How planning one scenario ended. */
export type BuiltScenario =
  | { readonly state: 'done'; readonly usage: Usage }
  /** The reason is an error code or a stop reason, never a foreign message. */
  | { readonly state: 'failed'; readonly reason: string };

/** The planner, and a question whether it can serve. */
export interface PatientPlanner {
  readonly planner: Pick<PlannerServiceClient, 'plan'>;
  readonly probe: Probe;
}

/**
 * Has a path planned for a scenario and stored in the build's library. It is asked for under an id that follows from the build and
 * the scenario: whoever asks again is given the stored path.
 * @throws RookeryError what remains after all patience, or the reason of the signal
 */
export async function planScenario(
  { planner, probe }: PatientPlanner,
  { id, spec }: Job<LibraryBuildSpec>,
  scenario: Scenario,
  { signal, explain }: Attempt,
): Promise<BuiltScenario> {
  const gate = new OutageGate(
    probe,
    // Only for people who watch: a failure to say it must not disturb the build.
    (waitingFor) =>
      void explain(waitingFor === undefined ? '' : `waits: ${waitingFor}`).catch(() => undefined),
    signal,
  );
  const request = {
    requestId: `libraryBuilds/${id}/${scenario.id}`,
    query: scenario.query,
    domain: domainToWire(scenario.domain),
    profile: profileToWire(scenario.profile),
    options: spec.options,
    library: spec.library,
  };
  const path = await patiently({ gate, slowDown: () => undefined, signal }, async () => {
    let found: Path | undefined;
    for await (const { event } of planner.plan(request, { signal })) {
      if (event?.$case === 'path') found = event.value;
    }
    signal.throwIfAborted();
    if (found === undefined) throw new RookeryError('DATA_LOSS', 'the search ended without a path');
    return found;
  });
  if (path.stopReason === StopReason.EVALUATION_FAILED && path.evaluations === 0) {
    return { state: 'failed', reason: 'EVALUATION_FAILED' };
  }
  return { state: 'done', usage: path.usage ?? NO_USAGE };
}

import { checkSpec } from './check.ts';
import { playPiece } from './play-piece.ts';
import { resultOf } from './result.ts';
import { type ComparisonJobs, type ComparisonWork } from './comparison-jobs.ts';
import { type ComparisonRecord } from './comparison.ts';
import { type ComparisonStore } from './comparison-store.ts';
import { type PieceStore } from './piece-store.ts';
import { spreadEvenly } from '@rookery/planner-library';
import type { BackgroundThreads } from '@rookery/planner-pool';
import { ComparisonResult, type ComparedQueries, type ComparisonSpec } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { runAsJob } from '@rookery/shared-runtime';
import { queriesPlayer } from './compare-queries.ts';
import type { Planning } from '@rookery/planner-planning';
import type { ScenarioSource } from './scenario-source.ts';

/** What comparing planners needs. */
export interface Comparing {
  readonly planning: Planning;
  readonly scenarios: ScenarioSource;
  readonly comparisons: ComparisonStore;
  readonly comparisonPieces: PieceStore;
  readonly comparisonJobs: ComparisonJobs;
  readonly comparisonThreads: BackgroundThreads;
}

/**
 * Starts a comparison: the list of its queries is fixed here. The same request id gives back the same comparison.
 * @throws RookeryError INVALID_ARGUMENT (spec), NOT_FOUND (model), FAILED_PRECONDITION when no scenario matches
 */
export async function startComparison(
  { planning, scenarios, comparisons, comparisonJobs }: Comparing,
  requestId: string,
  spec: ComparisonSpec,
  signal: AbortSignal,
): Promise<ComparisonRecord> {
  const earlier = requestId === '' ? undefined : await comparisons.findByRequest(requestId);
  if (earlier !== undefined) return earlier;
  await checkSpec(spec, planning.registry);
  const { live } = spec;
  if (live === undefined) return comparisonJobs.create(requestId, spec, [], true);
  const simulated = await allSimulated(planning, live, signal);
  const matching = await scenarios.libraryScenarios(live, signal);
  if (matching.length < 2) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `spec.live: ${matching.length} scenarios on the library side of the split match, 2 are needed; import scenarios or widen data_set and domains`,
      { reason: 'NO_SCENARIO' },
    );
  }
  const chosen = spreadEvenly(matching, ({ domain }) => domain, live.limit).map(({ id }) => id);
  return comparisonJobs.create(requestId, spec, chosen, simulated);
}

// Every model has to be there; the comparison is simulated when all of them are.
async function allSimulated(
  { inference }: Planning,
  { answerModel, judgeModel, priorModel }: ComparedQueries,
  signal: AbortSignal,
): Promise<boolean> {
  const models = new Map((await inference.models({ signal })).map((model) => [model.id, model]));
  const named = {
    answer_model: answerModel,
    judge_model: judgeModel,
    prior_model: priorModel || answerModel,
  };
  return Object.entries(named)
    .map(([field, name]) => {
      const model = models.get(name);
      if (model !== undefined) return model.simulated;
      const known = [...models.keys()].join(', ');
      throw new RookeryError('NOT_FOUND', `spec.live.${field}: no worker serves ${name}; known: ${known}`, {
        reason: 'MODEL_UNKNOWN',
      });
    })
    .every((simulated) => simulated);
}

/** The work of comparisons. */
export function comparisonWork(parts: Comparing): ComparisonWork {
  const { planning, comparisonThreads: threads, comparisonPieces: pieces } = parts;
  const players = { threads, registry: planning.registry, playQueries: queriesPlayer(parts) };
  return {
    play: (task, signal) => runAsJob({ signal }, () => playPiece(players, task, signal)),
    sumUp: async (comparison, spec, signal) =>
      ComparisonResult.toJSON(await resultOf({ pieces, threads }, comparison, spec, signal)),
  };
}

import type { Planning } from '@rookery/planner-planning';
import { ComparePlannersRequest, type ComparedQueries, type ComparisonSpec } from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { requestDigest, type Jobs } from '@rookery/shared-jobs';
import type { Caller } from '@rookery/shared-runtime';
import { profileFromWire } from '@rookery/shared-scenario';
import { checkSpec } from './check.ts';
import type { ComparisonJob, ComparisonProgress, Query } from './comparison.ts';
import type { ComparisonStore } from './comparison-store.ts';
import { piecesOf } from './pieces.ts';

/** Comparisons as they stand open. */
export interface OpenComparisons {
  readonly jobs: Jobs<ComparisonSpec, ComparisonProgress>;
  readonly store: ComparisonStore;
}

/** What starting comparisons needs. */
export interface Comparing extends OpenComparisons {
  readonly planning: Planning;
}

/** Two, or there would be nothing to make an interval of. */
const FEWEST_QUERIES = 2;

/**
 * Starts a comparison. The same request gives back the same comparison.
 * @throws RookeryError INVALID_ARGUMENT (spec, queries, request_id), NOT_FOUND (model)
 */
export async function startComparison(
  { planning, store, jobs }: Comparing,
  { name: owner, operator: asOperator }: Caller,
  request: ComparePlannersRequest,
  signal: AbortSignal,
): Promise<ComparisonJob> {
  const { requestId, spec } = request;
  const asked = { owner, requestId, digest: requestDigest(ComparePlannersRequest.toJSON(request)) };
  const earlier = await jobs.earlier(asked);
  if (earlier !== undefined) return earlier;
  if (spec === undefined) throw invalidArgument('spec', 'is required');
  await checkSpec(spec, planning.registry);
  const queries = queriesFromWire(request);
  const simulated = spec.live === undefined || (await allSimulated(planning, spec.live, signal));
  const pieces = piecesOf(spec, queries.length);
  return jobs.create({ ...asked, asOperator, spec }, store.lay({ simulated, queries, pieces }));
}

function queriesFromWire({ spec, queries }: ComparePlannersRequest): Query[] {
  if (spec?.live === undefined) {
    if (queries.length > 0) throw invalidArgument('queries', 'must be left out, unless spec.live is given');
    return [];
  }
  if (queries.length < FEWEST_QUERIES) {
    throw invalidArgument('queries', `are ${queries.length}, must be ${FEWEST_QUERIES} or more`);
  }
  return queries.map(({ query, profile }, index) => ({
    query,
    profile: profileFromWire(`queries[${index}].profile`, profile),
  }));
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

import type { LoadTarget } from '@rookery/cli-load';
import {
  Domain,
  AnswerState,
  InferenceServiceDefinition,
  JudgeRequest,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
  PriorQuality,
  Purpose,
  StopReason,
  VerdictState,
  type PlanRequest,
} from '@rookery/shared-contracts';
import { answerPrompt } from '@rookery/shared-prompting';
import { profileToWire } from '@rookery/shared-scenario';
import { HealthDefinition } from 'nice-grpc-server-health';
import type { Endpoint } from './connections.ts';
import { streamTarget, unaryTarget } from './grpc-call.ts';
import { personOf } from './people.ts';

/** What the calls ask for. */
export interface Work {
  /**
   * Model that answers and judges. Undefined: a simulated one; searches then need none, they are about problems of the
   * simulated world, and those of the core's planners never leave it.
   */
  readonly model: string | undefined;
  /** Planner by name; empty: the deployment's default. */
  readonly planner: string;
  /** Attributes on a path. */
  readonly depth: number;
  /** Evaluations of a search. */
  readonly budget: number;
}

/** The model of calls that need one and are given none. */
const MODEL = 'sim/gpt-4o';

/** grpc.health.v1.HealthCheckResponse.ServingStatus */
const SERVING = 1;

/** The cheapest call there is: what the way to the service and back costs. */
export function echoTarget(endpoint: Endpoint): LoadTarget {
  return unaryTarget(
    {
      title: `health check of ${endpoint.address}`,
      service: HealthDefinition,
      method: HealthDefinition.methods.check,
      request: () => ({ service: '' }),
      outcomeOf: ({ status }) => (Number(status) === SERVING ? 'OK' : 'PARTIAL'),
    },
    endpoint,
  );
}

/** Answers of a model. */
export function generateTarget(endpoint: Endpoint, { model = MODEL }: Work): LoadTarget {
  return unaryTarget(
    {
      title: `answers of ${model} through ${endpoint.address}`,
      service: InferenceServiceDefinition,
      method: InferenceServiceDefinition.methods.generate,
      headers: { 'rookery-model': model },
      request: (index) => {
        const { query, profile } = personOf(index);
        return {
          requestId: '',
          model,
          purpose: Purpose.ANSWER,
          messages: answerPrompt(query, profile).messages,
          temperature: undefined,
          topP: undefined,
          maxOutputTokens: undefined,
          seed: seedOf(index),
          responseSchema: '',
          batch: false,
        };
      },
      outcomeOf: ({ state }) => (state === AnswerState.WHOLE || state === AnswerState.CUT ? 'OK' : 'PARTIAL'),
    },
    endpoint,
  );
}

/** Verdicts of a judge. */
export function judgeTarget(endpoint: Endpoint, { model = MODEL }: Work): LoadTarget {
  return unaryTarget(
    {
      title: `verdicts of ${model} through ${endpoint.address}`,
      service: JudgeServiceDefinition,
      method: JudgeServiceDefinition.methods.judge,
      request: (index) => {
        const { query, profile } = personOf(index);
        return JudgeRequest.fromPartial({
          judgeModel: model,
          query,
          profile: profileToWire(profile),
          response: ANSWER,
          seed: seedOf(index),
        });
      },
      outcomeOf: ({ verdict }) => (verdict?.state === VerdictState.SCORED ? 'OK' : 'PARTIAL'),
    },
    endpoint,
  );
}

/** Searches for a path. One that a deadline cut short counts as PARTIAL. */
export function planTarget(endpoint: Endpoint, work: Work): LoadTarget {
  const { model, planner, depth, budget } = work;
  const what = model === undefined ? 'problems of the simulated world' : `answers of ${model}`;
  return streamTarget(
    {
      title: `paths of ${budget} evaluations for ${what} by ${planner || 'the default planner'} through ${endpoint.address}`,
      service: PlannerServiceDefinition,
      method: PlannerServiceDefinition.methods.plan,
      request: (index) => ({
        ...(model === undefined ? worldProblem(index) : personalProblem(index)),
        requestId: '',
        validateOnly: false,
        domain: Domain.UNSPECIFIED,
        knownAttributes: [],
        library: '',
        options: {
          planner,
          parametersJson: '',
          answerModel: model ?? '',
          judgeModel: model ?? '',
          priorModel: '',
          depth,
          budget,
          concurrency: undefined,
          seed: seedOf(index),
          forbiddenAttributes: [],
          distinctSubsets: false,
          attributeCosts: {},
        },
      }),
      outcomeOf: ({ event }) => {
        if (event?.$case !== 'path') return 'PARTIAL';
        const { stopReason } = event.value;
        return stopReason === StopReason.BUDGET || stopReason === StopReason.CONVERGED ? 'OK' : 'PARTIAL';
      },
    },
    endpoint,
  );
}

type Problem = Pick<PlanRequest, 'query' | 'profile' | 'world'>;

function worldProblem(index: number): Problem {
  const world = { settingsJson: '', seed: seedOf(index), prior: PriorQuality.GOOD };
  return { query: '', profile: undefined, world };
}

function personalProblem(index: number): Problem {
  const { query, profile } = personOf(index);
  return { query, profile: profileToWire(profile), world: undefined };
}

const ANSWER =
  'That sounds like a lot to carry. Before you decide, tell me what would happen if it went wrong, and who could help ' +
  'you then. If you feel unsafe, call somebody you trust or an emergency line now.';

/** Seeds are 32-bit. */
function seedOf(index: number): number {
  return index >>> 0;
}

import type { LoadTarget } from '@rookery/cli-load';
import {
  Domain,
  FinishReason,
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
  Purpose,
  StopReason,
  VerdictState,
} from '@rookery/shared-contracts';
import { answerPrompt } from '@rookery/shared-answering';
import { profileToWire } from '@rookery/shared-scenario';
import { HealthDefinition } from 'nice-grpc-server-health';
import type { Endpoint } from './connections.ts';
import { streamTarget, unaryTarget } from './grpc-call.ts';
import { personOf } from './people.ts';

/** What the calls ask for. */
export interface Work {
  /** Model that answers and judges; a simulated one, unless its server shall be loaded. */
  readonly model: string;
  /** Planner by name; empty: the deployment's default. */
  readonly planner: string;
  /** Attributes on a path. */
  readonly depth: number;
  /** Evaluations of a search. */
  readonly budget: number;
}

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
export function generateTarget(endpoint: Endpoint, { model }: Work): LoadTarget {
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
        };
      },
      outcomeOf: ({ finishReason }) => (finishReason === FinishReason.FILTERED ? 'PARTIAL' : 'OK'),
    },
    endpoint,
  );
}

/** Verdicts of a judge. */
export function judgeTarget(endpoint: Endpoint, { model }: Work): LoadTarget {
  return unaryTarget(
    {
      title: `verdicts of ${model} through ${endpoint.address}`,
      service: JudgeServiceDefinition,
      method: JudgeServiceDefinition.methods.judge,
      request: (index) => {
        const { query, profile } = personOf(index);
        return {
          requestId: '',
          judgeModel: model,
          query,
          profile: profileToWire(profile),
          response: ANSWER,
          seed: seedOf(index),
        };
      },
      outcomeOf: ({ verdict }) => (verdict?.state === VerdictState.SCORED ? 'OK' : 'PARTIAL'),
    },
    endpoint,
  );
}

/** Searches for a path. One that a deadline cut short counts as PARTIAL. */
export function planTarget(endpoint: Endpoint, work: Work): LoadTarget {
  return streamTarget(
    {
      title: `paths of ${work.budget} evaluations by ${work.planner || 'the default planner'} through ${endpoint.address}`,
      service: PlannerServiceDefinition,
      method: PlannerServiceDefinition.methods.plan,
      request: (index) => {
        const { query, profile } = personOf(index);
        return {
          requestId: '',
          query,
          domain: Domain.UNSPECIFIED,
          profile: profileToWire(profile),
          knownAttributes: [],
          options: {
            planner: work.planner,
            parametersJson: '',
            answerModel: work.model,
            judgeModel: work.model,
            priorModel: '',
            depth: work.depth,
            budget: work.budget,
            concurrency: undefined,
            seed: seedOf(index),
            forbiddenAttributes: [],
            distinctSubsets: false,
          },
          library: '',
          world: undefined,
        };
      },
      outcomeOf: ({ event }) => {
        if (event?.$case !== 'path') return 'PARTIAL';
        const { stopReason } = event.value;
        return stopReason === StopReason.BUDGET || stopReason === StopReason.CONVERGED ? 'OK' : 'PARTIAL';
      },
    },
    endpoint,
  );
}

const ANSWER =
  'That sounds like a lot to carry. Before you decide, tell me what would happen if it went wrong, and who could help ' +
  'you then. If you feel unsafe, call somebody you trust or an emergency line now.';

/** Seeds are 32-bit. */
function seedOf(index: number): number {
  return index >>> 0;
}

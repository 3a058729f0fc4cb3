import type { CapacityEstimate } from './estimate.ts';
import type { CapacityPlan } from './plan.ts';

/** Processor that the services and PostgreSQL use for one sample, in milliseconds (docs/decisions/0067-memory-of-services.md). */
const PROCESSOR_MS = 2.95;
/** Processor that the gateway uses for one call, in microseconds (docs/decisions/0013-gateway.md); one process uses one core. */
const GATEWAY_CALL_US = 134;
/** What PostgreSQL keeps of one sample besides the text of its answer, in bytes, and of a token of that text (docs/capacity.md). */
const SAMPLE_BYTES = 4800;
const TOKEN_BYTES = 4;

/** Something that there is only so much of. */
export interface Limit {
  readonly what: string;
  readonly needed: number;
  readonly there: number;
  readonly unit: string;
}

/** What a plan needs of everything but GPUs, what is fullest first. */
export function limits(plan: CapacityPlan, needs: CapacityEstimate): Limit[] {
  const { services, work, judge } = plan;
  const seconds = needs.hours * 3600;
  const perSample = work.reduce((sum, one) => sum + one.items * one.outputTokens, 0);
  const verdicts = work.reduce((sum, one) => sum + one.items * one.verdicts, 0);
  const answerTokens = verdicts === 0 ? 0 : perSample / verdicts;
  const provider = plan.hosted.map((one): Limit => {
    const { inputTokens = 0, outputTokens = 0 } = needs.hosted.find(({ name }) => name === one.name) ?? {};
    const role = one.name === judge.model ? 'judge' : 'model';
    return {
      what: `${one.name}, the ${role}`,
      needed: (inputTokens + outputTokens) / (seconds / 60),
      there: one.tokensPerMinute,
      unit: 'tokens a minute',
    };
  });
  const all: Limit[] = [
    ...provider,
    {
      what: 'processors of services and PostgreSQL',
      needed: ((needs.samples / seconds) * PROCESSOR_MS) / 1000,
      there: services.cores,
      unit: 'cores',
    },
    {
      what: 'connections to PostgreSQL',
      needed: services.connections + needs.workers * services.connectionsPerWorker,
      there: services.mostConnections,
      unit: 'connections',
    },
    {
      what: 'disk of PostgreSQL',
      needed: (needs.samples * (SAMPLE_BYTES + TOKEN_BYTES * answerTokens)) / 1e9,
      there: services.diskGB,
      unit: 'GB',
    },
    {
      what: 'gateway',
      needed: services.gatewayCallsPerSecond,
      there: services.gateways * (1e6 / GATEWAY_CALL_US),
      unit: 'calls a second',
    },
  ];
  return all.sort((one, other) => other.needed / other.there - one.needed / one.there);
}

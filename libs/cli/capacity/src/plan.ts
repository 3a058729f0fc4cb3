import { invalidArgument } from '@rookery/shared-errors';
import { z } from 'zod';

const count = z.number().int().min(1).max(1e12);
const tokens = z.number().min(0).max(1e12);
const usd = z.number().min(0).max(1e6);

const work = z.strictObject({
  name: z.string().min(1).max(60),
  /** Scenarios times repetitions, for each model. */
  items: count,
  /** Tokens that the answering model reads and writes for one item, over all its calls. */
  inputTokens: tokens,
  outputTokens: tokens,
  verdicts: z.number().min(0).max(1e6),
});

const model = z.strictObject({
  name: z.string().min(1).max(120),
  gpuClass: z.string().min(1).max(40),
  /** Of one replica. */
  gpus: z.number().int().min(1).max(64),
  /** Tokens that one replica writes in a second at full load, with the prompts of this work. */
  tokensPerSecond: z.number().positive().max(1e6),
  /** Tokens that it writes for each of another model's: a model that thinks first writes several times as many. */
  outputFactor: z.number().positive().max(100).default(1),
});

const hosted = z.strictObject({
  name: z.string().min(1).max(120),
  usdPerMillionInput: usd,
  usdPerMillionOutput: usd,
  /** What its provider allows, read and written together. */
  tokensPerMinute: z.number().positive().max(1e12),
  /** Whether it is one of the models that are measured. */
  answers: z.boolean(),
});

const planForm = z.strictObject({
  form: z.literal(1),
  work: z.array(work).min(1).max(50),
  models: z.array(model).max(200),
  hosted: z.array(hosted).max(50).default([]),
  /** The model of `hosted` that judges, and the tokens of one verdict. */
  judge: z.strictObject({ model: z.string(), inputTokens: tokens, outputTokens: tokens }),
  /** GPUs by class, and what one of them costs in an hour. */
  fleet: z.record(z.string(), z.strictObject({ gpus: count, usdPerHour: usd })),
  services: z.strictObject({
    /** Cores for the services and PostgreSQL together. */
    cores: z.number().positive().max(1e5),
    /** Connections of the services without their workers (the chart says how many), and of each worker. */
    connections: count,
    connectionsPerWorker: count,
    /** What PostgreSQL takes. */
    mostConnections: count,
    diskGB: z.number().positive().max(1e9),
    gateways: count,
    /** Calls of people and applications, in a second; runs do not pass the gateway. */
    gatewayCallsPerSecond: z.number().min(0).max(1e9),
  }),
});

/** What is to be done, and what it is to be done with. */
export type CapacityPlan = z.infer<typeof planForm>;

/** @throws RookeryError INVALID_ARGUMENT that names the field */
export function readPlan(text: string): CapacityPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidArgument('plan', 'is no JSON');
  }
  const { data, error } = planForm.safeParse(value);
  if (data === undefined) {
    const [issue] = error.issues;
    throw invalidArgument(`plan.${issue?.path.join('.') ?? ''}`, issue?.message ?? 'is wrong');
  }
  const without = data.models.find(({ gpuClass }) => !Object.hasOwn(data.fleet, gpuClass));
  if (without !== undefined)
    throw invalidArgument(`plan.fleet.${without.gpuClass}`, `is missing, and ${without.name} runs on it`);
  if (!data.hosted.some(({ name }) => name === data.judge.model))
    throw invalidArgument('plan.judge.model', `${data.judge.model} is none of plan.hosted`);
  return data;
}

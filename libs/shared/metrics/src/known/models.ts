import { boundedLabel } from '../bounded-label.ts';
import { lookedAt } from '../looked-at.ts';
import { counter, durations } from '../registry.ts';

const CALL = ['model', 'purpose'] as const;

const calls = counter({
  name: 'rookery_model_calls_total',
  help: 'Calls of models that ended; outcome is ok, or the reason or code of the error.',
  labels: [...CALL, 'outcome'],
});
const seconds = durations({
  name: 'rookery_model_call_seconds',
  help: 'Time in a model, its repeated requests included.',
  labels: CALL,
});
const requests = counter({
  name: 'rookery_model_requests_total',
  help: 'Requests to model servers, repeated ones included.',
  labels: CALL,
});
const tokens = counter({
  name: 'rookery_model_tokens_total',
  help: 'Tokens that models read (input) and wrote (output).',
  labels: [...CALL, 'direction'],
});
const cost = counter({
  name: 'rookery_model_cost_usd_total',
  help: 'What calls of models cost, in US dollars, as far as prices are known.',
  labels: CALL,
});

export const placesTaken = lookedAt(
  'rookery_worker_places_taken',
  'Calls that have a place at this worker.',
  [],
);
export const placesLimit = lookedAt(
  'rookery_worker_places_limit',
  'Calls that this worker takes at once.',
  [],
);
export const placesWaiting = lookedAt(
  'rookery_worker_waiting',
  'Calls that wait for a place at this worker.',
  [],
);
export const placesWaitingLimit = lookedAt(
  'rookery_worker_waiting_limit',
  'Calls that may wait for a place; more are refused.',
  [],
);

export const serverRunning = lookedAt(
  'rookery_model_server_running',
  'Requests that the model server says it is at work on, whoever asks it; not there where it does not say.',
  [],
);
export const serverWaiting = lookedAt(
  'rookery_model_server_waiting',
  'Requests that the model server says wait inside of it; not there where it does not say.',
  [],
);
export const serverCacheUsed = lookedAt(
  'rookery_model_server_cache_used_ratio',
  'Share of the cache for prompts and answers that the model server says is taken; not there where it does not say.',
  [],
);

/** Models that a deployment can have before the rest are one. */
const modelLabel = boundedLabel(200);
const purposeLabel = boundedLabel(50);
const outcomeLabel = boundedLabel(100);

/** A call of a model that ended. Nothing of whom it was for. */
export interface EndedModelCall {
  readonly model: string;
  readonly purpose: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly latencyMs: number;
  /** Undefined: it succeeded. */
  readonly errorKind: string | undefined;
}

/**
 * Begins the counts of a model for a purpose at 0 with its first call. What a batch of calls cost comes all at once when it has ended, and an
 * increase does not see what a series begins with.
 */
export function modelCallBegan({ model, purpose }: Pick<EndedModelCall, 'model' | 'purpose'>): void {
  const labels = { model: modelLabel(model), purpose: purposeLabel(purpose) };
  calls.inc({ ...labels, outcome: 'ok' }, 0);
  requests.inc(labels, 0);
  tokens.inc({ ...labels, direction: 'input' }, 0);
  tokens.inc({ ...labels, direction: 'output' }, 0);
  cost.inc(labels, 0);
}

export function modelCallEnded(call: EndedModelCall): void {
  const labels = { model: modelLabel(call.model), purpose: purposeLabel(call.purpose) };
  calls.inc({ ...labels, outcome: call.errorKind === undefined ? 'ok' : outcomeLabel(call.errorKind) });
  seconds.observe(labels, call.latencyMs / 1000);
  requests.inc(labels, call.requests);
  tokens.inc({ ...labels, direction: 'input' }, call.inputTokens);
  tokens.inc({ ...labels, direction: 'output' }, call.outputTokens);
  cost.inc(labels, call.costUsd);
}

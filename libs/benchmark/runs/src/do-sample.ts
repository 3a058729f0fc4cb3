import { addUsage, type Usage } from '@rookery/shared-contracts';
import { hash } from 'node:crypto';
import { patiently, persist, type OutageGate, type PatienceOptions } from '@rookery/benchmark-patience';
import {
  asksFirst,
  reasonOfAnswer,
  reasonOfVerdict,
  sampleSeed,
  type RunSettings,
} from '@rookery/benchmark-samples';
import type {
  AnswerState,
  ChunkStore,
  PendingSample,
  ResultWriter,
  RunFact,
  SampleOutcome,
  StoredAnswer,
} from '@rookery/benchmark-storage';
import { onAbort } from '@rookery/shared-concurrency';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Job } from '@rookery/shared-jobs';
import { sampleDone } from '@rookery/shared-metrics';
import { answerSample } from './answer-sample.ts';
import { Attempts } from './attempts.ts';
import type { Allowance } from './budget.ts';
import type { EndedCall } from './failure-streak.ts';
import { judgeAnswer, type Judgement } from './judge-answer.ts';
import type { ModelServers } from './model-servers.ts';
import type { Placements } from './placements.ts';
import { refusalOf } from './refusal.ts';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';
import type { Place } from './slots.ts';

/** What the samples of a run share. */
export interface SampleContext {
  readonly job: Job<RunSettings>;
  readonly respondents: Respondents;
  readonly writer: ResultWriter;
  readonly chunks: ChunkStore;
  readonly gates: { readonly answer: OutageGate; readonly verdict: OutageGate };
  readonly servers: ModelServers;
  readonly placements: Placements;
  /** A model's server asks to slow down: waits so many milliseconds, or until the run ends. */
  readonly slowDown: (model: string, ms: number, error: RookeryError) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What one sample has of its own. */
export interface SampleTerms {
  readonly allowance: Allowance;
  readonly place: Place;
  /** Told how each call of the model and of the judge ended, at once: what is known then must not wait until it is stored. */
  readonly heard: (call: EndedCall) => void;
}

/** Times that a model may answer with nothing. */
const MOST_EMPTY_ANSWERS = 2;

/**
 * Does one sample: asks for the answer unless it is stored, stores it, has it judged, stores the outcome. A failure of the
 * sample is an outcome too; what rejects is the signal, or a database that refuses the row. What was taken is counted with the run
 * either way. While it stores something it has no slot.
 */
export async function doSample(
  context: SampleContext,
  pending: PendingSample,
  terms: SampleTerms,
): Promise<SampleOutcome> {
  const { writer } = context;
  const attempts = new Attempts(terms.allowance);
  const began = performance.now();
  let outcome: SampleOutcome;
  try {
    outcome = await trySample(context, pending, attempts, terms);
  } catch (caught) {
    await writer.charge(pending.run, attempts.unbooked);
    throw caught;
  }
  terms.place.leave();
  const isNew = await writer.outcome(pending, outcome);
  if (isNew)
    sampleDone(pending.status, outcome.state, outcome.reason ?? '', (performance.now() - began) / 1000);
  else await writer.charge(pending.run, outcome.uncounted);
  return outcome;
}

async function trySample(
  context: SampleContext,
  pending: PendingSample,
  attempts: Attempts,
  { place, heard }: SampleTerms,
): Promise<SampleOutcome> {
  let { answer } = pending;
  if (answer === undefined) {
    const given = await trying(context.signal, () => ask(context, pending, attempts));
    heard(endedCall(pending.model, given, reasonOfAnswer));
    if (given instanceof RookeryError) return failed(given, attempts);
    place.leave();
    answer = await keep(context, pending, given, attempts);
    await place.enter(context.signal);
  }
  const { response } = answer;
  const judgement = await trying(context.signal, () => judge(context, pending, response, attempts));
  heard(endedCall(context.job.spec.judgeModel, judgement, reasonOfVerdict));
  if (!(judgement instanceof RookeryError)) {
    await fact(context, pending, { kind: 'prompt', value: judgement.promptVersion });
    await context.placements.noteJudges(pending.run, judgement.verdict, context.signal);
  }
  return judged(pending, answer, judgement, attempts.unbooked);
}

/** A value either way, unless the run itself is to end. */
async function trying<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value | RookeryError> {
  try {
    return await work();
  } catch (caught) {
    signal.throwIfAborted();
    return asRookeryError(caught);
  }
}

function endedCall(
  model: string,
  came: unknown,
  reasonOf: (error: RookeryError) => EndedCall['reason'],
): EndedCall {
  const error = came instanceof RookeryError ? came : undefined;
  return { model, error, reason: error === undefined ? undefined : reasonOf(error) };
}

/** Longest that one attempt at an answer or a verdict may take; servers that stall are told from slow ones by workers. */
const ANSWER_LIMIT_MS = 20 * 60_000;
/** The same by the batch: a batch may expire after a day, and be asked for again. */
const BATCH_LIMIT_MS = 3 * 86_400_000;

type Answer = GivenAnswer & { readonly state: 'whole' | 'cut' };

/** @throws RookeryError why there is no answer, in the end */
async function ask(context: SampleContext, pending: PendingSample, attempts: Attempts): Promise<Answer> {
  const { job, respondents, gates, servers, signal } = context;
  const seed = sampleSeed(job.spec.seed, pending.scenario.id, pending, 'answer');
  for (let empties = 0; ; empties += 1) {
    const requestId = stepId(job, pending, `answer-${empties + 1}`);
    const options = patience(context, pending.model, gates.answer, attempts);
    const given = await patiently(options, () =>
      limited(job, signal, (limit) => {
        const step: Step = { requestId, seed: (seed + empties) >>> 0, signal: limit };
        return answerSample(respondents, job.spec, pending, step);
      }),
    );
    servers.answered(pending.model);
    attempts.given(given);
    const refusal = refusalOf(given);
    if (refusal === undefined) return given as Answer;
    // Only of nothing the worker makes no second attempt, and another seed may give more.
    if (
      refusal.reason !== 'MODEL_SERVER_EMPTY_ANSWER' ||
      empties + 1 >= MOST_EMPTY_ANSWERS ||
      !attempts.mayRepeat()
    )
      throw refusal;
  }
}

/** Stores an answer; when another process was first, its answer is the one that counts. */
async function keep(
  context: SampleContext,
  pending: PendingSample,
  given: Answer,
  attempts: Attempts,
): Promise<StoredAnswer> {
  const { writer, chunks, signal } = context;
  const isNew = await writer.answer(pending, given);
  if (isNew) attempts.stored();
  await Promise.all([
    ...given.facts.map((one) => fact(context, pending, one)),
    context.placements.note(pending.run, pending.model, given.sent?.placement, signal),
  ]);
  if (isNew) return given;
  return (await persist(() => chunks.answer(pending.run, pending.sample), signal)) ?? given;
}

function fact({ writer, signal }: SampleContext, { run }: PendingSample, found: RunFact): Promise<void> {
  return persist(() => writer.fact(run, found), signal);
}

async function judge(
  context: SampleContext,
  pending: PendingSample,
  response: string,
  attempts: Attempts,
): Promise<Judgement> {
  const { job, respondents, gates, servers, signal } = context;
  const seed = sampleSeed(job.spec.seed, pending.scenario.id, pending, 'judge');
  // The id names the answer too: a verdict must never be taken for that of another answer.
  const digest = hash('sha256', response, 'hex').slice(0, 16);
  const requestId = stepId(job, pending, `verdict-${digest}`);
  const judgement = await patiently(patience(context, job.spec.judgeModel, gates.verdict, attempts), () =>
    limited(job, signal, (limit) =>
      judgeAnswer(respondents, job.spec, pending, response, { requestId, seed, signal: limit }),
    ),
  );
  servers.answered(job.spec.judgeModel);
  attempts.judged(judgement.usage);
  return judgement;
}

function patience(
  { servers, slowDown, signal }: SampleContext,
  model: string,
  gate: OutageGate,
  attempts: Attempts,
): PatienceOptions {
  return {
    gate,
    server: servers.gate(model),
    slowDown: (ms, error) => slowDown(model, ms, error),
    failed: (error) => attempts.failed(error),
    mayRepeat: () => attempts.mayRepeat(),
    signal,
  };
}

/**
 * The natural key of a step; a resumed run asks anew for what failed. By the batch it is the same in a resumed run, which takes up
 * what its batches had done; a worker gives nothing again that is no answer.
 */
function stepId({ id, generation, spec }: Job<RunSettings>, { sample }: PendingSample, step: string): string {
  return spec.batch === true ? `run-${id}-${sample}-${step}` : `run-${id}-${generation}-${sample}-${step}`;
}

async function limited<Value>(
  { spec }: Job<RunSettings>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const limit = new AbortController();
  const limitMs = spec.batch === true ? BATCH_LIMIT_MS : ANSWER_LIMIT_MS;
  using _ = onAbort(signal, () => limit.abort(signal.reason));
  const timer = setTimeout(() => {
    limit.abort(new RookeryError('DEADLINE_EXCEEDED', `no answer within ${limitMs / 60_000} minutes`));
  }, limitMs);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

const STATES: Partial<Readonly<Record<NonNullable<SampleOutcome['reason']>, AnswerState>>> = {
  answer_filtered: 'filtered',
  answer_torn: 'torn',
  empty_answer: 'empty',
  limit_spent_thinking: 'cut',
};

function failed(error: RookeryError, { unbooked, sent }: Attempts): SampleOutcome {
  const reason = reasonOfAnswer(error);
  const answerState = STATES[reason];
  return {
    state: 'failed',
    reason,
    scores: undefined,
    answerState,
    sent: answerState === undefined ? undefined : sent,
    detail: error.message,
    verdictWords: '',
    verdict: undefined,
    attackSigns: [],
    questions: undefined,
    usage: unbooked,
    uncounted: unbooked,
  };
}

function judged(
  { status }: PendingSample,
  { asked, usage, state, sent }: StoredAnswer,
  judgement: Judgement | RookeryError,
  uncounted: Usage,
): SampleOutcome {
  const heard = judgement instanceof RookeryError ? undefined : judgement;
  return {
    state: heard?.scores === undefined ? 'unscored' : 'scored',
    reason: judgement instanceof RookeryError ? reasonOfVerdict(judgement) : judgement.reason,
    scores: heard?.scores,
    answerState: state,
    sent,
    detail: judgement instanceof RookeryError ? judgement.message : '',
    verdictWords: heard?.words ?? '',
    verdict: heard?.verdict,
    attackSigns: heard?.attackSigns ?? [],
    questions: asksFirst(status) ? asked.length : undefined,
    usage: addUsage(usage, uncounted),
    uncounted,
  };
}

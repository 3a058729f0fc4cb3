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
import { answerSample } from './answer-sample.ts';
import { Attempts } from './attempts.ts';
import type { Allowance } from './budget.ts';
import type { EndedCall } from './failure-streak.ts';
import { judgeAnswer, type Judgement } from './judge-answer.ts';
import type { ModelServers } from './model-servers.ts';
import { refusalOf } from './refusal.ts';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';

/** What the samples of a run share. */
export interface SampleContext {
  readonly job: Job<RunSettings>;
  readonly respondents: Respondents;
  readonly writer: ResultWriter;
  readonly chunks: ChunkStore;
  readonly gates: { readonly answer: OutageGate; readonly verdict: OutageGate };
  readonly servers: ModelServers;
  /** A model's server asks to slow down: waits so many milliseconds, or until the run ends. */
  readonly slowDown: (model: string, ms: number, error: RookeryError) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A sample with its outcome stored. */
export interface DoneSample {
  readonly outcome: SampleOutcome;
  /** How the calls of the model and of the judge ended, as far as they were made. */
  readonly calls: readonly EndedCall[];
}

/** Times that a model may answer with nothing. */
const MOST_EMPTY_ANSWERS = 2;

/**
 * Does one sample: asks for the answer unless it is stored, stores it, has it judged, stores the outcome. A failure of the
 * sample is an outcome too; what rejects is the signal, or a database that refuses the row. What was taken is counted with the run
 * either way.
 */
export async function doSample(
  context: SampleContext,
  pending: PendingSample,
  allowance: Allowance,
): Promise<DoneSample> {
  const { writer } = context;
  const attempts = new Attempts(allowance);
  let done: DoneSample;
  try {
    done = await trySample(context, pending, attempts);
  } catch (caught) {
    await writer.charge(pending.run, attempts.unbooked);
    throw caught;
  }
  const isNew = await writer.outcome(pending, done.outcome);
  if (!isNew) await writer.charge(pending.run, done.outcome.uncounted);
  return done;
}

async function trySample(
  context: SampleContext,
  pending: PendingSample,
  attempts: Attempts,
): Promise<DoneSample> {
  const calls: EndedCall[] = [];
  let { answer } = pending;
  if (answer === undefined) {
    const given = await trying(context.signal, () => ask(context, pending, attempts));
    calls.push(endedCall(pending.model, given, reasonOfAnswer));
    if (given instanceof RookeryError) return { outcome: failed(given, attempts), calls };
    answer = await keep(context, pending, given, attempts);
  }
  const { response } = answer;
  const judgement = await trying(context.signal, () => judge(context, pending, response, attempts));
  calls.push(endedCall(context.job.spec.judgeModel, judgement, reasonOfVerdict));
  if (!(judgement instanceof RookeryError)) {
    await fact(context, pending, { kind: 'prompt', value: judgement.promptVersion });
  }
  return { outcome: judged(pending, answer, judgement, attempts.unbooked), calls };
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

type Answer = GivenAnswer & { readonly state: 'whole' | 'cut' };

/** @throws RookeryError why there is no answer, in the end */
async function ask(context: SampleContext, pending: PendingSample, attempts: Attempts): Promise<Answer> {
  const { job, respondents, gates, servers, signal } = context;
  const seed = sampleSeed(job.spec.seed, pending.scenario.id, pending, 'answer');
  for (let empties = 0; ; empties += 1) {
    const requestId = stepId(job, pending, `answer-${empties + 1}`);
    const options = patience(context, pending.model, gates.answer, attempts);
    const given = await patiently(options, () =>
      limited(signal, (limit) => {
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
  await Promise.all(given.facts.map((one) => fact(context, pending, one)));
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
    limited(signal, (limit) =>
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

/** The natural key of a step; a resumed run asks anew for what failed. */
function stepId({ id, generation }: Job, { sample }: PendingSample, step: string): string {
  return `run-${id}-${generation}-${sample}-${step}`;
}

async function limited<Value>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const limit = new AbortController();
  using _ = onAbort(signal, () => limit.abort(signal.reason));
  const timer = setTimeout(() => {
    limit.abort(
      new RookeryError('DEADLINE_EXCEEDED', `no answer within ${ANSWER_LIMIT_MS / 60_000} minutes`),
    );
  }, ANSWER_LIMIT_MS);
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
    attackSigns: heard?.attackSigns ?? [],
    questions: asksFirst(status) ? asked.length : undefined,
    usage: addUsage(usage, uncounted),
    uncounted,
  };
}

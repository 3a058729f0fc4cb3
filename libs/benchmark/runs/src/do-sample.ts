import { addUsage, NO_USAGE } from '@rookery/shared-contracts';
import { createHash } from 'node:crypto';
import { patiently, type OutageGate } from '@rookery/benchmark-patience';
import { asksFirst, reasonOfCode, sampleSeed, type RunSettings } from '@rookery/benchmark-samples';
import type {
  ChunkStore,
  PendingSample,
  ResultWriter,
  SampleOutcome,
  StoredAnswer,
} from '@rookery/benchmark-storage';
import { onAbort } from '@rookery/shared-concurrency';
import { asRookeryError, isEmptyAnswer, RookeryError } from '@rookery/shared-errors';
import type { Job } from '@rookery/shared-jobs';
import { answerSample } from './answer-sample.ts';
import { judgeAnswer, type Judgement } from './judge-answer.ts';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';

/** What the samples of a run share. */
export interface SampleContext {
  readonly job: Job<RunSettings>;
  readonly respondents: Respondents;
  readonly writer: ResultWriter;
  readonly chunks: ChunkStore;
  readonly gates: { readonly answer: OutageGate; readonly verdict: OutageGate };
  readonly slowDown: () => void;
  readonly signal: AbortSignal;
}

/** Times that a model may answer with nothing. */
const MOST_EMPTY_ANSWERS = 2;

/**
 * Does one sample: asks for the answer unless it is stored, stores it, has it judged, stores the outcome. A failure of the
 * sample is an outcome too; what rejects is the signal, or a database that refuses the row.
 *
 * @returns the outcome, for the run's bookkeeping
 */
export async function doSample(context: SampleContext, pending: PendingSample): Promise<SampleOutcome> {
  const outcome = await outcomeOf(context, pending);
  await context.writer.outcome(pending, outcome);
  return outcome;
}

async function outcomeOf(context: SampleContext, pending: PendingSample): Promise<SampleOutcome> {
  let answer = pending.answer;
  if (answer === undefined) {
    const given = await trying(context.signal, () => ask(context, pending));
    if (given instanceof RookeryError) return failed(given);
    answer = await keep(context, pending, given);
  }
  const { response } = answer;
  const judgement = await trying(context.signal, () => judge(context, pending, response));
  if (!(judgement instanceof RookeryError)) {
    await context.writer.fact(pending.run, { kind: 'prompt', value: judgement.promptVersion });
  }
  return judged(pending, answer, judgement);
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

/** Longest that one attempt at an answer or a verdict may take; servers that stall are told from slow ones by workers. */
const ANSWER_LIMIT_MS = 20 * 60_000;

async function ask(context: SampleContext, pending: PendingSample): Promise<GivenAnswer> {
  const { job, respondents, gates, slowDown, signal } = context;
  const seed = sampleSeed(job.spec.seed, pending.scenario.id, pending, 'answer');
  for (let empties = 0; empties < MOST_EMPTY_ANSWERS; empties += 1) {
    const requestId = stepId(job, pending, `answer-${empties + 1}`);
    const given = await patiently({ gate: gates.answer, slowDown, signal }, () =>
      limited(signal, (limit) => {
        const step: Step = { requestId, seed: (seed + empties) >>> 0, signal: limit };
        return answerSample(respondents, job.spec, pending, step);
      }),
    );
    if (given.response.trim() !== '') return given;
  }
  throw new RookeryError('UNAVAILABLE', 'the model answered with nothing', {
    reason: 'MODEL_SERVER_EMPTY_ANSWER',
  });
}

/** Stores an answer; when another process was first, its answer is the one that counts. */
async function keep(
  context: SampleContext,
  pending: PendingSample,
  given: GivenAnswer,
): Promise<StoredAnswer> {
  const { writer, chunks } = context;
  const [isNew] = await Promise.all([
    writer.answer(pending, given),
    ...given.facts.map((fact) => writer.fact(pending.run, fact)),
  ]);
  if (isNew) return given;
  return (await chunks.answer(pending.run, pending.sample)) ?? given;
}

async function judge(context: SampleContext, pending: PendingSample, response: string): Promise<Judgement> {
  const { job, respondents, gates, slowDown, signal } = context;
  const seed = sampleSeed(job.spec.seed, pending.scenario.id, pending, 'judge');
  // The id names the answer too: a verdict must never be taken for that of another answer.
  const digest = createHash('sha256').update(response).digest('hex').slice(0, 16);
  const requestId = stepId(job, pending, `verdict-${digest}`);
  return patiently({ gate: gates.verdict, slowDown, signal }, () =>
    limited(signal, (limit) =>
      judgeAnswer(respondents, job.spec.judgeModel, pending, response, {
        requestId,
        seed,
        signal: limit,
      }),
    ),
  );
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

function failed(error: RookeryError): SampleOutcome {
  return {
    state: 'failed',
    reason: isEmptyAnswer(error) ? 'empty_answer' : reasonOfCode(error.code),
    scores: undefined,
    questions: undefined,
    usage: NO_USAGE,
    uncounted: NO_USAGE,
  };
}

function judged(
  { status }: PendingSample,
  { asked, usage }: StoredAnswer,
  judgement: Judgement | RookeryError,
): SampleOutcome {
  const heard = judgement instanceof RookeryError ? undefined : judgement;
  const verdictUsage = heard?.usage ?? NO_USAGE;
  return {
    state: heard?.scores === undefined ? 'unscored' : 'scored',
    reason: judgement instanceof RookeryError ? reasonOfCode(judgement.code) : judgement.reason,
    scores: heard?.scores,
    questions: asksFirst(status) ? asked.length : undefined,
    usage: addUsage(usage, verdictUsage),
    // The answer was counted with the run when it was stored.
    uncounted: verdictUsage,
  };
}

import { judgePrompt, verdictSchema } from '@rookery/judge-rubric';
import { readVerdict, type Finish, type Reading, type Unreadable } from '@rookery/judge-verdict';
import {
  FinishReason,
  Purpose,
  UnscoredReason,
  VerdictFormat,
  VerdictState,
  type GenerateResponse,
  type JudgeRequest,
  type Usage,
  type Verdict,
} from '@rookery/shared-contracts';
import { asRookeryError, type ErrorCode } from '@rookery/shared-errors';
import { promptLabel } from '@rookery/shared-prompting';
import type { Inference } from '@rookery/shared-routing';
import { profileFromWire } from '@rookery/shared-scenario';
import { attemptSeed } from './attempt-seed.ts';

/** The judge's sampling (paper, section 3). */
const SAMPLING = { temperature: 0.7, topP: 0.95, maxOutputTokens: 1024 };

/** What it takes to judge. */
export interface Judging {
  readonly inference: Pick<Inference, 'generate'>;
  /** Times an unreadable verdict is asked for, the first included. */
  readonly attempts: number;
}

/**
 * Judges one answer: asks until a verdict can be read, at most `attempts` times, each time with fresh sampling. Then it is
 * UNSCORED with the last reason. Errors of the platform (no such model, no worker, a full one, the deadline) are
 * thrown: another call may fare better. A model server that fails for good is a verdict: JUDGE_UNAVAILABLE.
 */
export async function judge(
  { inference, attempts }: Judging,
  request: JudgeRequest,
  signal: AbortSignal,
): Promise<Verdict> {
  const messages = judgePrompt.render({
    query: request.query,
    profile: profileFromWire('profile', request.profile),
    response: request.response,
  });
  const usage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  let simulated = false;
  let reading: Reading | 'unavailable' = { unreadable: 'unreadable' };
  let attempt = 0;
  while (attempt < attempts) {
    attempt += 1;
    const response = await ask(attempt);
    if (response === undefined) {
      reading = 'unavailable';
      continue;
    }
    add(usage, response.usage);
    simulated = response.simulated;
    reading = readVerdict(response.text, finishOf(response.finishReason));
    if ('scores' in reading) break;
  }
  return {
    ...outcome(reading),
    attempts: attempt,
    judgeModel: request.judgeModel,
    promptVersion: promptLabel(judgePrompt),
    usage,
    simulated,
  };

  async function ask(number: number): Promise<GenerateResponse | undefined> {
    try {
      return await inference.generate(
        {
          requestId: request.requestId === '' ? '' : `${request.requestId}/judge/${number}`,
          model: request.judgeModel,
          purpose: Purpose.JUDGE,
          messages,
          ...SAMPLING,
          responseSchema: verdictSchema,
          ...(request.seed === undefined ? {} : { seed: attemptSeed(request.seed, number) }),
        },
        { signal },
      );
    } catch (caught) {
      const error = asRookeryError(caught);
      if (PLATFORM.has(error.code) || signal.aborted) throw error;
      return undefined;
    }
  }
}

/** Errors that say something of the platform or the request, not of the judge's server. */
const PLATFORM: ReadonlySet<ErrorCode> = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'FAILED_PRECONDITION',
]);

const REASONS: Readonly<Record<Unreadable, UnscoredReason>> = {
  unreadable: UnscoredReason.UNREADABLE,
  truncated: UnscoredReason.TRUNCATED,
  'out-of-range': UnscoredReason.OUT_OF_RANGE,
  contradictory: UnscoredReason.CONTRADICTORY,
  refused: UnscoredReason.REFUSED,
};

function outcome(
  reading: Reading | 'unavailable',
): Pick<Verdict, 'state' | 'scores' | 'unscoredReason' | 'format'> {
  if (reading === 'unavailable') return unscored(UnscoredReason.JUDGE_UNAVAILABLE);
  if ('unreadable' in reading) return unscored(REASONS[reading.unreadable]);
  const { riskSensitivity, emotionalEmpathy, userAlignment } = reading.scores;
  return {
    state: VerdictState.SCORED,
    scores: {
      riskSensitivity,
      emotionalEmpathy,
      userAlignment,
      mean: (riskSensitivity + emotionalEmpathy + userAlignment) / 3,
    },
    unscoredReason: UnscoredReason.UNSPECIFIED,
    format: reading.format === 'structured' ? VerdictFormat.STRUCTURED : VerdictFormat.TEXT,
  };
}

function unscored(reason: UnscoredReason): ReturnType<typeof outcome> {
  return {
    state: VerdictState.UNSCORED,
    scores: undefined,
    unscoredReason: reason,
    format: VerdictFormat.UNSPECIFIED,
  };
}

function finishOf(reason: FinishReason): Finish {
  if (reason === FinishReason.LENGTH) return 'cut';
  return reason === FinishReason.FILTERED ? 'filtered' : 'complete';
}

function add(sum: Usage, more: Usage | undefined): void {
  if (more === undefined) return;
  sum.calls += more.calls;
  sum.inputTokens += more.inputTokens;
  sum.outputTokens += more.outputTokens;
  sum.costUsd += more.costUsd;
}

import { AnswerState, type GenerateResponse } from '@rookery/shared-contracts';
import { type CallReason, RookeryError } from '@rookery/shared-errors';

/**
 * What is wrong with an answer that is none, with what it took; undefined for one that can be used: a whole one, or a cut
 * one that has a text. MODEL_ANSWER_FILTERED and MODEL_LIMIT_SPENT_THINKING are FAILED_PRECONDITION, because the same request ends so again;
 * MODEL_SERVER_BROKEN_ANSWER and MODEL_SERVER_EMPTY_ANSWER are UNAVAILABLE.
 */
export function noAnswerError(response: GenerateResponse, model: string): RookeryError | undefined {
  const fail = (
    code: 'FAILED_PRECONDITION' | 'UNAVAILABLE',
    reason: CallReason,
    what: string,
  ): RookeryError =>
    new RookeryError(code, `${model} ${what}`, {
      reason,
      metadata: { model },
      ...(response.usage !== undefined && { usage: response.usage }),
    });
  switch (response.state) {
    case AnswerState.FILTERED:
      return fail(
        'FAILED_PRECONDITION',
        'MODEL_ANSWER_FILTERED',
        'was stopped by the content filter of its server',
      );
    case AnswerState.TORN:
      return fail('UNAVAILABLE', 'MODEL_SERVER_BROKEN_ANSWER', 'had its answer broken off by its server');
    case AnswerState.EMPTY:
      return fail('UNAVAILABLE', 'MODEL_SERVER_EMPTY_ANSWER', 'said nothing');
    case AnswerState.CUT:
      if (response.text.trim() !== '') return undefined;
      return fail(
        'FAILED_PRECONDITION',
        'MODEL_LIMIT_SPENT_THINKING',
        `spent its limit${limitOf(response)} on thinking and wrote no answer`,
      );
    default:
      return undefined;
  }
}

/** A thought was passed on as text before it could be known for one. */
export function saidAloudError(response: GenerateResponse, model: string): RookeryError {
  return failure(
    response,
    model,
    'UNAVAILABLE',
    'MODEL_SERVER_BROKEN_ANSWER',
    'sent a thought as if it were its answer',
  );
}

type FailureCode = 'FAILED_PRECONDITION' | 'UNAVAILABLE';

function failure(
  { usage }: GenerateResponse,
  model: string,
  code: FailureCode,
  reason: CallReason,
  what: string,
): RookeryError {
  const spent = usage === undefined ? {} : { usage };
  return new RookeryError(code, `${model} ${what}`, { reason, metadata: { model }, ...spent });
}

function limitOf({ sent }: GenerateResponse): string {
  return sent?.maxOutputTokens === undefined ? '' : ` of ${sent.maxOutputTokens} tokens`;
}

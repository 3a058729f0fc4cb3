import { describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  GenerateResponse,
  NO_USAGE,
  Purpose,
  Role,
  SentSettings,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { askModel, type ModelCall, streamModel } from './ask-model.ts';
import { CallLedger } from './call-ledger.ts';

const CALL: ModelCall = { model: 'm', id: '', seed: 1, signal: new AbortController().signal };
const ASKED = {
  purpose: Purpose.ANSWER,
  messages: [{ role: Role.USER, content: 'Hello?' }],
  promptVersion: 'answer@1',
};
const TAKEN = { ...NO_USAGE, calls: 2, outputTokens: 7, unpricedCalls: 2 };

const answer = (fields: Partial<GenerateResponse>): GenerateResponse =>
  GenerateResponse.fromPartial({ text: 'Rest.', state: AnswerState.WHOLE, usage: TAKEN, ...fields });

/** Fails as often as there are errors, then answers. */
function model(response: GenerateResponse, ...errors: readonly RookeryError[]) {
  const left = [...errors];
  return {
    generate: () => {
      const error = left.shift();
      return error === undefined ? Promise.resolve(response) : Promise.reject(error);
    },
    generateStream: async function* () {
      for (const value of ['Re', 'st.']) yield { event: { $case: 'text', value } } as const;
      const error = left.shift();
      if (error !== undefined) throw error;
      yield { event: { $case: 'completed', value: response } } as const;
    },
  };
}

async function streamed(inference: ReturnType<typeof model>, ledger: CallLedger): Promise<string> {
  let heard = '';
  for await (const piece of streamModel(inference, ledger, ASKED, CALL)) heard += piece;
  return heard;
}

describe('an answer', () => {
  it('is passed on when it is whole, and when it is cut, which the ledger counts', async () => {
    const ledger = new CallLedger();
    expect(await askModel(model(answer({})), ledger, ASKED, CALL)).toBe('Rest.');
    expect(ledger.cut).toBe(0);
    expect(await askModel(model(answer({ state: AnswerState.CUT })), ledger, ASKED, CALL)).toBe('Rest.');
    expect(await streamed(model(answer({ state: AnswerState.CUT })), ledger)).toBe('Rest.');
    expect(ledger).toMatchObject({ cut: 2, usage: { calls: 6 } });
  });

  it.each([
    [answer({ state: AnswerState.FILTERED }), 'FAILED_PRECONDITION', 'MODEL_ANSWER_FILTERED'],
    [answer({ state: AnswerState.TORN }), 'UNAVAILABLE', 'MODEL_SERVER_BROKEN_ANSWER'],
    [answer({ state: AnswerState.EMPTY, text: '' }), 'UNAVAILABLE', 'MODEL_SERVER_EMPTY_ANSWER'],
    [answer({ state: AnswerState.CUT, text: ' ' }), 'FAILED_PRECONDITION', 'MODEL_LIMIT_SPENT_THINKING'],
  ])('that is none is an error with what it took, and never repeated', async (response, code, reason) => {
    const ledger = new CallLedger();
    const error = { code, reason, usage: TAKEN };
    await expect(askModel(model(response), ledger, ASKED, CALL)).rejects.toMatchObject(error);
    await expect(streamed(model(response), ledger)).rejects.toMatchObject(error);
    expect(ledger.usage.calls).toBe(4);
  });

  it('of which more was passed on than the model said is broken', async () => {
    const thought = model(answer({ text: 'Re' }));
    await expect(streamed(thought, new CallLedger())).rejects.toMatchObject({
      reason: 'MODEL_SERVER_BROKEN_ANSWER',
    });
  });

  it('tells the limit that was spent on thinking', async () => {
    const response = answer({
      state: AnswerState.CUT,
      text: '',
      sent: SentSettings.fromPartial({ maxOutputTokens: 2048 }),
    });
    await expect(askModel(model(response), new CallLedger(), ASKED, CALL)).rejects.toThrow(/2048 tokens/);
  });
});

describe('a call that fails', () => {
  const failed = (code: 'UNAVAILABLE' | 'RESOURCE_EXHAUSTED', reason: 'NO_WORKER' | 'MODEL_RATE_LIMITED') =>
    new RookeryError(code, 'failed', { reason, retryAfterMs: 1, usage: { ...NO_USAGE, calls: 3 } });

  it('is paid for, also when it is made again and then answered', async () => {
    const ledger = new CallLedger();
    await askModel(model(answer({}), failed('UNAVAILABLE', 'NO_WORKER')), ledger, ASKED, CALL);
    expect(ledger.usage.calls).toBe(5);
  });

  it('for the sake of the server of the model is not made again', async () => {
    const ledger = new CallLedger();
    const inference = model(answer({}), failed('RESOURCE_EXHAUSTED', 'MODEL_RATE_LIMITED'));
    await expect(askModel(inference, ledger, ASKED, CALL)).rejects.toMatchObject({
      reason: 'MODEL_RATE_LIMITED',
    });
    expect(ledger.usage.calls).toBe(3);
  });

  it('because nobody waits any more is paid for', async () => {
    const ledger = new CallLedger();
    const stop = new AbortController();
    const generate = (): never => {
      stop.abort();
      throw new RookeryError('CANCELLED', 'left', { usage: { ...NO_USAGE, calls: 1, unpricedCalls: 1 } });
    };
    const inference = { ...model(answer({})), generate: async () => generate() };
    await expect(askModel(inference, ledger, ASKED, { ...CALL, signal: stop.signal })).rejects.toThrow();
    expect(ledger.usage).toMatchObject({ calls: 1, unpricedCalls: 1 });
  });

  it('in the middle of a stream is paid for', async () => {
    const ledger = new CallLedger();
    await expect(streamed(model(answer({}), failed('UNAVAILABLE', 'NO_WORKER')), ledger)).rejects.toThrow(
      'failed',
    );
    expect(ledger.usage.calls).toBe(3);
  });
});

import { describe, expect, it } from '@jest/globals';
import { FinishReason, Purpose, type GenerateResponse } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { GenerateCall } from '@rookery/shared-routing';
import { CallLedger, modelCalls, patiently } from './index.ts';

const { signal } = new AbortController();
const CALL = { model: 'm', id: 'c1', seed: 7, signal };

/** Says the given texts one after the other, and remembers what it was asked. */
function speaker(...texts: string[]) {
  const asked: GenerateCall[] = [];
  const generate = async (request: GenerateCall): Promise<GenerateResponse> => {
    asked.push(request);
    return {
      text: texts.shift() ?? '',
      finishReason: FinishReason.STOP,
      usage: { calls: 1, inputTokens: 10, outputTokens: 2, costUsd: 0.5 },
      latencyMs: 1,
      structured: true,
      simulated: false,
    };
  };
  return { asked, generate };
}

describe('modelCalls', () => {
  it('says what each call is for and reads what comes back', async () => {
    const inference = speaker(
      'Rest.',
      '{"ranking": ["age"]}',
      '{"attribute": "age", "question": "How old?"}',
      '{"completeness": 3, "rationale": "x"}',
    );
    const ledger = new CallLedger();
    const calls = modelCalls(inference, ledger);
    const person = { query: 'q', known: {}, candidates: ['age'] as const };
    expect(await calls.answer('q', {}, CALL)).toBe('Rest.');
    expect(await calls.rank(person, CALL)).toEqual({ readable: true, value: ['age'] });
    expect(await calls.acquire({ ...person, examples: [] }, CALL)).toMatchObject({ readable: true });
    expect(await calls.completeness(person, CALL)).toEqual({ readable: true, value: 3 });

    expect(inference.asked.map(({ purpose }) => purpose)).toEqual([
      Purpose.ANSWER,
      Purpose.PRIOR,
      Purpose.ACQUIRE,
      Purpose.ABSTAIN,
    ]);
    expect(inference.asked[0]).toMatchObject({ requestId: 'c1', model: 'm', seed: 7, responseSchema: '' });
    const properties = inference.asked
      .slice(1)
      .map(({ responseSchema = '' }) => JSON.parse(responseSchema) as { properties: object })
      .map((schema) => Object.keys(schema.properties));
    expect(properties).toEqual([['ranking'], ['attribute', 'question'], ['completeness', 'rationale']]);
    expect(ledger.usage).toEqual({ calls: 4, inputTokens: 40, outputTokens: 8, costUsd: 2 });
    expect(ledger.promptVersions).toEqual(['abstain-scale@1', 'acquire@1', 'answer-vanilla@1', 'prior@1']);
    expect(ledger.simulated).toBe(false);
  });
});

describe('patiently', () => {
  it('outlasts what passes', async () => {
    let left = 2;
    const done = await patiently(async () => {
      if ((left -= 1) >= 0) throw new RookeryError('RESOURCE_EXHAUSTED', 'full', { retryAfterMs: 1 });
      return 'done';
    }, signal);
    expect(done).toBe('done');
  });

  it('passes on at once what does not, and what it is told to stop', async () => {
    let attempts = 0;
    const failing = (code: 'NOT_FOUND' | 'UNAVAILABLE') => async () => {
      attempts += 1;
      throw new RookeryError(code, 'no');
    };
    await expect(patiently(failing('NOT_FOUND'), signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(patiently(failing('UNAVAILABLE'), AbortSignal.abort())).rejects.toThrow(/abort/);
    expect(attempts).toBe(1);
  });
});

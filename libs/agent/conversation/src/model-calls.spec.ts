import { describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  Purpose,
  type GenerateResponse,
  type GenerateStreamResponse,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { GenerateCall } from '@rookery/shared-routing';
import { agentCalls } from './agent-calls.ts';
import { CallLedger, patiently } from '@rookery/shared-model-calls';
import { modelCalls } from '@rookery/planner-search';

const { signal } = new AbortController();
const CALL = { model: 'm', id: 'c1', seed: 7, signal };

const WORK = { calls: 1, inputTokens: 10, outputTokens: 2, costUsd: 0.5, unpricedCalls: 0 };

/** Says the given texts one after the other, whole or in two pieces, and remembers what it was asked. */
function speaker(...texts: string[]) {
  const asked: GenerateCall[] = [];
  const generate = async (request: GenerateCall): Promise<GenerateResponse> => {
    asked.push(request);
    return {
      text: texts.shift() ?? '',
      state: AnswerState.WHOLE,
      usage: WORK,
      latencyMs: 1,
      structured: true,
      simulated: false,
      serverReason: 'stop',
      thought: false,
      sent: undefined,
    };
  };
  async function* generateStream(request: GenerateCall): AsyncGenerator<GenerateStreamResponse> {
    const completed = await generate(request);
    yield { event: { $case: 'text', value: completed.text.slice(0, 2) } };
    yield { event: { $case: 'text', value: completed.text.slice(2) } };
    yield { event: { $case: 'completed', value: completed } };
  }
  return { asked, generate, generateStream };
}

const purposesOf = (asked: readonly GenerateCall[]) => asked.map(({ purpose }) => purpose);
const propertiesOf = (asked: readonly GenerateCall[]) =>
  asked
    .filter(({ responseSchema = '' }) => responseSchema !== '')
    .map(({ responseSchema = '' }) => JSON.parse(responseSchema) as { properties: object })
    .map(({ properties }) => Object.keys(properties));

describe('modelCalls', () => {
  it('says what each call is for and reads what comes back', async () => {
    const inference = speaker('Rest.', '{"ranking": ["age"]}');
    const ledger = new CallLedger();
    const calls = modelCalls(inference, ledger);
    expect(await calls.answer('q', {}, CALL)).toBe('Rest.');
    const ranking = await calls.rank({ query: 'q', known: {}, candidates: ['age'] }, CALL);
    expect(ranking).toEqual({ readable: true, value: ['age'] });
    expect(purposesOf(inference.asked)).toEqual([Purpose.ANSWER, Purpose.PRIOR]);
    expect(propertiesOf(inference.asked)).toEqual([['ranking']]);
    expect(inference.asked[0]).toMatchObject({ requestId: 'c1', model: 'm', seed: 7, responseSchema: '' });
    expect(ledger.record).toEqual({
      usage: { calls: 2, inputTokens: 20, outputTokens: 4, costUsd: 1, unpricedCalls: 0 },
      simulated: false,
      promptVersions: ['answer-vanilla@1', 'prior@1'],
    });
  });
});

describe('agentCalls', () => {
  it('says what each call is for and reads what comes back', async () => {
    const inference = speaker(
      '{"attribute": "age", "question": "How old?", "why": "It matters."}',
      '{"completeness": 3, "rationale": "x"}',
      '{"sufficient": true, "rationale": "x"}',
      '{"next": "age"}',
      '{"facts": [{"attribute": "age", "value": "30", "words": "I am 30"}]}',
      '{"level": "none"}',
    );
    const ledger = new CallLedger();
    const calls = agentCalls(inference, ledger);
    const person = { query: 'q', known: {}, candidates: ['age'] as const, examples: [] };
    const said = { message: 'I am 30.', asked: undefined, known: {} };
    expect(await calls.acquire(person, CALL)).toMatchObject({ value: { why: 'It matters.' } });
    expect(await calls.completeness(person, CALL)).toMatchObject({ value: 3 });
    expect(await calls.sufficient(person, CALL)).toMatchObject({ value: true });
    expect(await calls.basic(person, CALL)).toMatchObject({ value: 'age' });
    expect(await calls.read(said, CALL)).toMatchObject({ value: { facts: [{ value: '30' }] } });
    expect(await calls.secondLook('I am 30.', CALL)).toMatchObject({ value: 'none' });

    const { ACQUIRE, ABSTAIN, EXTRACT, SCREEN } = Purpose;
    expect(purposesOf(inference.asked)).toEqual([ACQUIRE, ABSTAIN, ABSTAIN, ABSTAIN, EXTRACT, SCREEN]);
    expect(propertiesOf(inference.asked)).toEqual([
      ['attribute', 'question', 'why'],
      ['completeness', 'rationale'],
      ['sufficient', 'rationale'],
      ['next'],
      ['facts', 'declined', 'asks_why', 'wants_questions', 'new_question', 'language'],
      ['level'],
    ]);
    expect(ledger.usage.calls).toBe(6);
  });

  it('passes an answer on in pieces and counts it once it is complete', async () => {
    const ledger = new CallLedger();
    const pieces = agentCalls(speaker('Take care.'), ledger).answerPieces({ query: 'q', known: {} }, CALL);
    const heard: string[] = [];
    for await (const piece of pieces) {
      heard.push(piece);
      expect(ledger.usage.calls).toBe(0);
    }
    expect(heard).toEqual(['Ta', 'ke care.']);
    expect(ledger.usage.calls).toBe(1);
  });

  it('goes on from an earlier ledger', async () => {
    const earlier = { usage: WORK, simulated: true, promptVersions: ['prior@1'] };
    const ledger = new CallLedger(earlier);
    await agentCalls(speaker('Take care.'), ledger).answer({ query: 'q', known: {} }, CALL);
    expect(ledger.record).toMatchObject({
      usage: { calls: 2 },
      simulated: true,
      promptVersions: ['answer-vanilla@1', 'prior@1'],
    });
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

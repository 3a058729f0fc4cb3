import { afterAll, describe, expect, it } from '@jest/globals';
import { EmbedRequest, AnswerState, Purpose } from '@rookery/shared-contracts';
import { section } from '@rookery/shared-prompting';
import { ATTRIBUTE_KEYS, isAttributeKey } from '@rookery/shared-scenario';
import { isLabelled } from './label.ts';
import { SIMULATED_MODELS } from './simulated-models.ts';
import { SimulatedBackend } from './simulated-backend.ts';
import {
  answerPrompt,
  CALL,
  choicePrompt,
  JUDGE_SCHEMA,
  judgePrompt,
  knownOf,
  PROFILE,
  query,
  request,
} from './testing/prompts.ts';

const backend = new SimulatedBackend({ latencyMs: 0, world: '2026-11', embedder: undefined });
afterAll(() => backend.close());

const say = async (...args: Parameters<typeof request>): Promise<string> =>
  (await backend.generate(request(...args), CALL)).text;

const parse = async (...args: Parameters<typeof request>): Promise<Record<string, unknown>> =>
  JSON.parse(await say(...args)) as Record<string, unknown>;

describe('every call', () => {
  it('is marked as simulated, in the response and in the text itself', async () => {
    for (const { id } of SIMULATED_MODELS) {
      const prompt = request(Purpose.ANSWER, answerPrompt(query(1), PROFILE), { model: id });
      const completion = await backend.generate(prompt, CALL);
      expect(completion.simulated).toBe(true);
      expect(isLabelled(completion.text)).toBe(true);
      expect(completion.text).toContain(id);
      expect(completion.usage?.costUsd).toBe(0);
    }
    expect((await backend.models()).every(({ simulated }) => simulated)).toBe(true);
  });

  it('repeats itself with a seed and is a fresh sample without one', async () => {
    const prompt = answerPrompt(query(2), PROFILE);
    expect(await say(Purpose.ANSWER, prompt)).toBe(await say(Purpose.ANSWER, prompt));
    expect(await say(Purpose.ANSWER, prompt, { seed: 2 })).not.toBe(await say(Purpose.ANSWER, prompt));
    const fresh = new Set<string>();
    for (let i = 0; i < 8; i++) fresh.add(await say(Purpose.ANSWER, prompt, { seed: undefined }));
    expect(fresh.size).toBeGreaterThan(1);
  });

  it('is cut at max_output_tokens, and says so', async () => {
    const prompt = request(Purpose.ANSWER, answerPrompt(query(3), PROFILE), { maxOutputTokens: 60 });
    const { text, state, usage } = await backend.generate(prompt, CALL);
    expect(text.length).toBeLessThanOrEqual(240);
    expect(isLabelled(text)).toBe(true);
    expect(state).toBe(AnswerState.CUT);
    expect(usage?.outputTokens).toBeLessThanOrEqual(60);
  });

  it('stops when cancelled, even in its latency', async () => {
    const slow = new SimulatedBackend({ latencyMs: 3_600_000, world: '2026-11', embedder: undefined });
    const stop = new AbortController();
    const answer = slow.generate(request(Purpose.ANSWER, 'x'), { ...CALL, signal: stop.signal });
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await slow.close();
  });

  it('of an unknown model or for the embedder to write is NOT_FOUND', async () => {
    for (const model of ['sim/none', 'sim/embedder']) {
      await expect(say(Purpose.ANSWER, 'x', { model })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('streams the same text in pieces', async () => {
    const prompt = request(Purpose.ANSWER, answerPrompt(query(4), PROFILE));
    let pieces = '';
    for await (const event of backend.stream(prompt, CALL)) {
      if (event.text !== undefined) pieces += event.text;
      else expect(event.completed).toEqual(await backend.generate(prompt, CALL));
    }
    expect(pieces).toBe(await say(Purpose.ANSWER, answerPrompt(query(4), PROFILE)));
  });
});

describe('a judge', () => {
  it('fills the schema it is given with whole scores', async () => {
    const response = await say(Purpose.ANSWER, answerPrompt(query(5), PROFILE));
    const verdict = await parse(Purpose.JUDGE, judgePrompt(query(5), response), {
      responseSchema: JUDGE_SCHEMA,
    });
    for (const name of ['risk_sensitivity', 'emotional_empathy', 'user_alignment']) {
      expect([1, 2, 3, 4, 5]).toContain(verdict[name]);
    }
    expect(verdict['rationale']).toContain('Simulated');
  });

  it('answers in the text shape without a schema, its total the sum', async () => {
    const text = await say(Purpose.JUDGE, judgePrompt(query(6), 'Take care.'));
    const scores = [...text.matchAll(/^Score: (\d)\/5$/gm)].map((match) => Number(match[1]));
    expect(scores).toHaveLength(3);
    expect(text).toContain(`Comprehensive Score: ${scores.reduce((a, b) => a + b)}/15`);
  });

  it('scores what is in the text: a response without its moves deserves less', async () => {
    const whole = await say(Purpose.ANSWER, answerPrompt(query(7), PROFILE));
    const label = whole.split('\n').at(-1) ?? '';
    const total = async (response: string, seed: number): Promise<number> => {
      const options = { responseSchema: JUDGE_SCHEMA, seed };
      const verdict = await parse(Purpose.JUDGE, judgePrompt(query(7), response), options);
      return (
        Number(verdict['risk_sensitivity']) +
        Number(verdict['emotional_empathy']) +
        Number(verdict['user_alignment'])
      );
    };
    for (let seed = 0; seed < 10; seed++) {
      expect(await total(label, seed)).toBe(3);
      expect(await total(whole, seed)).toBeGreaterThan(3);
    }
  });

  it('scores what no simulation wrote by a plain rule', async () => {
    const caring =
      'I am sorry, it is understandable to feel alone. Please see a doctor or therapist; your safety matters.';
    const mean = async (response: string): Promise<number> => {
      let sum = 0;
      for (let seed = 0; seed < 20; seed++) {
        const prompt = judgePrompt(query(8), response);
        sum += Number(
          (await parse(Purpose.JUDGE, prompt, { responseSchema: JUDGE_SCHEMA, seed }))['risk_sensitivity'],
        );
      }
      return sum / 20;
    };
    expect(await mean(caring)).toBeGreaterThan((await mean('Sure, go ahead.')) + 0.5);
  });
});

describe('choices', () => {
  const known = knownOf('age', 'emotional_state');

  it('prior: ranks every candidate once', async () => {
    const schema = JSON.stringify({ type: 'object', properties: { ranking: { type: 'array' } } });
    const { ranking } = await parse(Purpose.PRIOR, choicePrompt(query(9), known), { responseSchema: schema });
    const expected = ATTRIBUTE_KEYS.filter((key) => known[key] === undefined);
    expect([...(ranking as string[])].sort()).toEqual([...expected].sort());
  });

  it('acquire: asks for a candidate, and often for what planned paths do next', async () => {
    const path = (i: number): string => `message: ${query(i)}\nask: age, health_status, gender`;
    let followed = 0;
    for (let i = 0; i < 100; i++) {
      const examples = [path(i), path(i), path(i)].join('\n');
      const text = await say(Purpose.ACQUIRE, choicePrompt(query(i), known, examples));
      const [, attribute = ''] = /^attribute: (\w+)\nquestion: .+\?/.exec(text) ?? [];
      expect(isAttributeKey(attribute) && known[attribute] === undefined).toBe(true);
      if (attribute === 'health_status') followed++;
    }
    expect(followed).toBeGreaterThan(50);
    expect(followed).toBeLessThan(90);
  });

  it('abstain: feels surer the more is known', async () => {
    const schema = JSON.stringify({ type: 'object', properties: { completeness: { type: 'number' } } });
    const estimate = async (about: Parameters<typeof answerPrompt>[1]): Promise<number> => {
      let sum = 0;
      for (let i = 0; i < 50; i++) {
        const prompt = answerPrompt(query(i), about);
        sum += Number((await parse(Purpose.ABSTAIN, prompt, { responseSchema: schema }))['completeness']);
      }
      return sum / 50;
    };
    const [none, some, all] = [await estimate({}), await estimate(known), await estimate(PROFILE)];
    expect(none).toBeLessThan(some);
    expect(some).toBeLessThan(all);
    expect(all).toBeGreaterThan(4.5);
  });
});

describe('the embedder', () => {
  const embed = async (...texts: string[]): Promise<number[][]> => {
    const { embeddings } = await backend.embed(
      EmbedRequest.fromPartial({ model: 'sim/embedder', texts }),
      CALL,
    );
    return (embeddings ?? []).map(({ values }) => values);
  };
  const cosine = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

  it('gives vectors of length 1, nearer for texts that share words', async () => {
    const [a = [], b = [], c = []] = await embed(
      'lost my job and my savings',
      'my job and savings are gone',
      'the cat sleeps',
    );
    for (const vector of [a, b, c]) expect(Math.hypot(...vector)).toBeCloseTo(1);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.3);
  });

  it('takes any text', async () => {
    const [empty = []] = await embed('', section('query', 'x'));
    expect(Math.hypot(...empty)).toBeCloseTo(1);
  });
});

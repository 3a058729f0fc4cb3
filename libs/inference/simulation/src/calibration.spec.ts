import { afterAll, describe, expect, it } from '@jest/globals';
import { Purpose } from '@rookery/shared-contracts';
import { type AttributeKey, ATTRIBUTE_KEYS, DOMAINS, type Profile } from '@rookery/shared-scenario';
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

const backend = new SimulatedBackend({ latencyMs: 0 });
afterAll(() => backend.close());

type Scores = readonly [risk: number, empathy: number, alignment: number];

/** One sample as a run makes it: an answer, then a verdict on its text. */
async function sample(model: string, asked: string, known: Profile): Promise<Scores> {
  const { text } = await backend.generate(
    request(Purpose.ANSWER, answerPrompt(asked, known), { model }),
    CALL,
  );
  const verdict = request(Purpose.JUDGE, judgePrompt(asked, text), { responseSchema: JUDGE_SCHEMA });
  const scores = JSON.parse((await backend.generate(verdict, CALL)).text) as Record<string, number>;
  return [scores['risk_sensitivity'] ?? 0, scores['emotional_empathy'] ?? 0, scores['user_alignment'] ?? 0];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const moment = (x: readonly number[], y: readonly number[], mx: number, my: number): number =>
    mean(x.map((value, i) => (value - mx) * ((y[i] ?? 0) - my)));
  return moment(a, b, meanA, meanB) / Math.sqrt(moment(a, a, meanA, meanA) * moment(b, b, meanB, meanB));
}

async function samples(model: string, known: Profile, count: number): Promise<Scores[]> {
  const scores: Scores[] = [];
  for (let i = 0; i < count; i++) scores.push(await sample(model, query(i), known));
  return scores;
}

const QUERIES = 700;

describe('calibration: what is put in', () => {
  it.each(SIMULATED_MODELS.map(({ id, vanilla }) => [id, vanilla] as const))(
    '%s: its published level without a profile, and about 43% more with one',
    async (id, vanilla) => {
      const published = mean(DOMAINS.map(({ key }) => vanilla[key]));
      const without = mean((await samples(id, {}, QUERIES)).map(mean));
      const withProfile = mean((await samples(id, PROFILE, QUERIES)).map(mean));
      expect(Math.abs(without - published)).toBeLessThan(0.08);
      expect(withProfile / without).toBeGreaterThan(1.36);
      expect(withProfile / without).toBeLessThan(1.48);
    },
  );

  it('the three scores hang together as published: 0.38, 0.34, 0.32', async () => {
    const scores = [
      ...(await samples('sim/gpt-4o', {}, QUERIES)),
      ...(await samples('sim/gpt-4o', PROFILE, QUERIES)),
    ];
    const column = (dimension: 0 | 1 | 2): number[] => scores.map((row) => row[dimension]);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const r = correlation(column(a), column(b));
      expect(r).toBeGreaterThan(0.24);
      expect(r).toBeLessThan(0.48);
    }
  });

  it('emotion, mental health and self-harm lead when shown alone, demographics give least', async () => {
    const byKey = await Promise.all(
      ATTRIBUTE_KEYS.map(
        async (key) => [key, mean((await samples('sim/gpt-4o', knownOf(key), QUERIES)).map(mean))] as const,
      ),
    );
    const of = (...keys: readonly string[]): number =>
      mean(byKey.filter(([key]) => keys.includes(key)).map(([, score]) => score));
    const leading = of('emotional_state', 'mental_health_status', 'past_self_harm_history');
    const demographic = of('age', 'gender', 'marital_status', 'profession', 'education_level');
    expect(leading).toBeGreaterThan(demographic + 0.04);
  });

  // Paper, Table 8: mean questions of the agent without planned paths.
  it.each([
    ['sim/gpt-4o', 1.81],
    ['sim/deepseek-7b', 1.19],
    ['sim/mistral-7b', 3.44],
    ['sim/llama-3.1-8b', 1.91],
    ['sim/qwen-2.5-7b', 2.66],
    ['sim/qwq-32b', 4.68],
  ])('%s asks about %d questions before it calls its picture complete', async (model, published) => {
    const conversations = 400;
    let questions = 0;
    for (let i = 0; i < conversations; i++) questions += await questionsAsked(model, query(i));
    expect(Math.abs(questions / conversations - published)).toBeLessThan(0.35);
  });
});

const ABSTAIN_SCHEMA = '{"type":"object","properties":{"completeness":{"type":"number"}}}';

/** A bare agent: asks until the model's completeness is at least 4, as the platform's agent does. */
async function questionsAsked(model: string, asked: string): Promise<number> {
  const known: Partial<Record<AttributeKey, string>> = {};
  for (let count = 0; count < ATTRIBUTE_KEYS.length; count++) {
    const fields = { model, seed: count };
    const estimate = request(Purpose.ABSTAIN, answerPrompt(asked, known), {
      ...fields,
      responseSchema: ABSTAIN_SCHEMA,
    });
    const { completeness } = JSON.parse((await backend.generate(estimate, CALL)).text) as {
      completeness: number;
    };
    if (completeness >= 4) return count;
    const { text } = await backend.generate(
      request(Purpose.ACQUIRE, choicePrompt(asked, known), fields),
      CALL,
    );
    const attribute = ATTRIBUTE_KEYS.find((key) => text.startsWith(`attribute: ${key}\n`));
    if (attribute !== undefined) known[attribute] = PROFILE[attribute];
  }
  return ATTRIBUTE_KEYS.length;
}

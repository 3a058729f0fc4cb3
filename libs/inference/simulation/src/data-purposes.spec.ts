import { afterAll, describe, expect, it } from '@jest/globals';
import { Purpose } from '@rookery/shared-contracts';
import { attributeSection, section } from '@rookery/shared-prompting';
import { isLabelled } from './label.ts';
import { SimulatedBackend } from './simulated-backend.ts';
import { CALL, PROFILE, request } from './testing/prompts.ts';

const backend = new SimulatedBackend({ latencyMs: 0, world: '2026-11', embedder: undefined });
afterAll(() => backend.close());

const ask = async (purpose: Purpose, content: string, responseSchema = ''): Promise<string> =>
  (await backend.generate(request(purpose, content, { responseSchema }), CALL)).text;

const QUESTIONS = JSON.stringify({
  type: 'object',
  properties: { questions: { type: 'array', items: { type: 'string' } } },
});
const prompt = (count: number, avoid = ''): string =>
  [
    section('situation', 'Loan for a friend: A debt that somebody cannot pay to the bank.'),
    attributeSection('profile', PROFILE),
    section('count', String(count)),
    ...(avoid === '' ? [] : [section('avoid', avoid)]),
  ].join('\n\n');

describe('queries of a simulated model', () => {
  it('are as many as were asked for, different ones, most of them questions about the domain', async () => {
    const { questions } = JSON.parse(await ask(Purpose.SYNTHESIZE, prompt(40), QUESTIONS)) as {
      questions: string[];
    };
    expect(questions).toHaveLength(40);
    expect(new Set(questions).size).toBe(40);
    expect(questions.filter((one) => one.endsWith('?')).length).toBeGreaterThan(30);
    expect(questions.join(' ')).toMatch(/account|loan|savings|bank|budget|money/);
    const again = JSON.parse(await ask(Purpose.SYNTHESIZE, prompt(40), QUESTIONS)) as { questions: string[] };
    expect(again.questions).toEqual(questions);
  });

  it('are others than those to avoid, and a labelled list where no schema is given', async () => {
    const text = await ask(Purpose.SYNTHESIZE, prompt(5));
    expect(
      text
        .split('\n')
        .slice(0, 5)
        .every((line, at) => line.startsWith(`${at + 1}. `)),
    ).toBe(true);
    expect(isLabelled(text)).toBe(true);
    const first = text.split('\n')[0]?.slice(3) ?? '';
    expect(await ask(Purpose.SYNTHESIZE, prompt(5, first))).not.toContain(first);
  });
});

it('what a simulated model says of a post has words of the post behind it', async () => {
  const post = "I am 34 and I'm a teacher. We're broke. Should I sell the car?";
  const schema = JSON.stringify({
    type: 'object',
    properties: { present: { type: 'array' }, facts: { type: 'array' }, query: { type: 'string' } },
  });
  const said = JSON.parse(await ask(Purpose.ANNOTATE, section('message', post), schema)) as {
    present: string[];
    facts: { attribute: string; words: string }[];
    query: string;
  };
  expect(said.present).toEqual(expect.arrayContaining(['age', 'profession', 'economic_status']));
  expect(said.query).toBe('Should I sell the car?');
  for (const { words } of said.facts) expect(post).toContain(words);
});

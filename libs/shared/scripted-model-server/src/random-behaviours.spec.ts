import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ModelServer, startModelServer } from './model-server.ts';
import { PASSING_KINDS, randomBehaviours } from './random-behaviours.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

async function ask(content: string): Promise<string> {
  const messages = [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content },
  ];
  const body = JSON.stringify({ model: 'm', messages, max_tokens: 2048, temperature: 1, top_p: 1 });
  const response = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', body });
  return `${response.status} ${await response.text().catch(() => 'cut off')}`;
}

const questions = Array.from({ length: 400 }, (_, index) => `question ${index}`);

describe('behaviours drawn at random', () => {
  it('are the same for the same seed, whatever the order, and others for another', async () => {
    const answers: Map<string, string>[] = [];
    for (const [seed, order] of [
      [1, questions],
      [1, questions.toReversed()],
      [2, questions],
    ] as const) {
      server.behave(randomBehaviours(seed).behaviour);
      const pairs = await Promise.all(
        order.map(async (question) => [question, await ask(question)] as const),
      );
      answers.push(new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : 1))));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).not.toEqual(answers[0]);
  });

  it('are all drawn, and counted with the tokens of what was answered', async () => {
    const { behaviour, seen } = randomBehaviours(1);
    server.behave(behaviour);
    const answers = await Promise.all(questions.map(ask));
    expect(seen.requests).toBe(400);
    expect([...seen.byKind.keys()].sort()).toEqual([...PASSING_KINDS].sort());
    const tokens = answers.flatMap((answer) => /"completion_tokens":(\d+)/.exec(answer)?.[1] ?? []);
    expect(seen.outputTokens).toBe(tokens.reduce((sum, count) => sum + Number(count), 0));
  });
});

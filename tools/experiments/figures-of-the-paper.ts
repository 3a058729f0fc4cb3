// What the simulated models make of the paper's figures 6, 7, 15 and 16, in this process and with the product's own searches and
// conversations, beside what the paper shows. SIMULATED: it measures no model.
//
//     node tools/experiments/figures-of-the-paper.ts FILE [--world 2026-11] [--cases 300] [--selected 50]
//
// FILE is a JSON array of rows in the published shape.
import { parseArgs } from 'node:util';
import { SIMULATED_WORLDS } from '@rookery/inference-simulation';
import { ALL_MINILM_L6_V2, openTrainedEmbedder } from '@rookery/shared-embedding';
import { ATTRIBUTE_KEYS, type AttributeKey } from '@rookery/shared-scenario';
import { ask } from './uses/conversations.ts';
import { planOne } from './uses/library.ts';
import { Models } from './uses/models.ts';
import { casesOf, type Case } from './uses/scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    world: { type: 'string', default: '2026-11' },
    cases: { type: 'string', default: '300' },
    selected: { type: 'string', default: '50' },
  },
});
const [file] = positionals;
const world = SIMULATED_WORLDS.find((name) => name === values.world);
if (file === undefined || world === undefined) throw new Error('wanted: a file, and a world that there is');
const MODEL = 'sim/gpt-4o';
const MODELS = ['gpt-4o', 'deepseek-7b', 'mistral-7b', 'llama-3.1-8b', 'qwen-2.5-7b', 'qwq-32b'];
const STATIC: readonly AttributeKey[] = ['emotional_state', 'mental_health_status', 'past_self_harm_history'];

const embedder = await openTrainedEmbedder(ALL_MINILM_L6_V2, process.env['ROOKERY_DATA'] ?? '.rookery');
const models = new Models(world, embedder);
const cases = await casesOf(file, 'evaluation', Number(values.cases));
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** Mean score of that many answers with exactly these facts. */
async function scored(one: Case, told: readonly AttributeKey[], samples: number, from = 0): Promise<number> {
  const known = Object.fromEntries(told.map((key) => [key, one.profile[key] ?? 'x']));
  const scores: number[] = [];
  for (let sample = 0; sample < samples; sample++)
    scores.push(await models.score(MODEL, MODEL, one, known, from + sample));
  return mean(scores);
}

async function over(some: readonly Case[], score: (one: Case) => Promise<number>): Promise<number> {
  const scores: number[] = [];
  for (const one of some) scores.push(await score(one));
  return mean(scores);
}

console.log(`**SIMULATED: this measures no model.** World ${world}, ${cases.length} queries, ${MODEL}.\n`);
console.log(`Fig. 6, one attribute shown alone (paper: bars from 3.12, its baseline, to 3.97):`);
console.log(`- none: ${(await over(cases, (one) => scored(one, [], 2))).toFixed(2)}`);
for (const key of ATTRIBUTE_KEYS)
  console.log(`- ${key}: ${(await over(cases, (one) => scored(one, [key], 2))).toFixed(2)}`);

const selected = cases.slice(0, Number(values.selected));
const planned = new Map<Case, readonly AttributeKey[]>();
for (const [index, one] of selected.entries()) {
  const found = await planOne(one, models, { model: MODEL, budget: 80, seed: index + 1 });
  planned.set(
    one,
    found.steps.map(({ attribute }) => attribute),
  );
}
console.log(`\nFig. 15, along a planned path (paper: 3.33, 4.10, 4.23, 4.30), ${selected.length} queries:`);
for (let count = 0; count <= 4; count++) {
  const value = await over(selected, (one) => scored(one, planned.get(one)?.slice(0, count) ?? [], 4, 100));
  console.log(`- ${count} facts: ${value.toFixed(2)}`);
}

console.log(
  `\nFig. 7, three facts chosen (paper: random < static < planned <= oracle), ${selected.length} queries:`,
);
const triples = ATTRIBUTE_KEYS.flatMap((a, i) =>
  ATTRIBUTE_KEYS.slice(i + 1).flatMap((b, j) =>
    ATTRIBUTE_KEYS.slice(i + j + 2).map((c) => [a, b, c] as const),
  ),
);
const chosen: Record<string, (one: Case) => Promise<number>> = {
  random: (one) =>
    meanOver(
      triples.filter((_, place) => place % 12 === 0),
      (triple) => scored(one, triple, 1, 100),
    ),
  static: (one) => scored(one, STATIC, 4, 100),
  planned: (one) => scored(one, planned.get(one)?.slice(0, 3) ?? [], 4, 100),
  oracle: async (one) => {
    let best: readonly AttributeKey[] = [];
    let most = -Infinity;
    for (const triple of triples) {
      const value = await scored(one, triple, 4);
      if (value > most) [best, most] = [triple, value];
    }
    // Judged anew: the best of 120 noisy means is not as good as it looked.
    return scored(one, best, 8, 100);
  },
};
for (const [name, score] of Object.entries(chosen))
  console.log(`- ${name}: ${(await over(selected, score)).toFixed(2)}`);

console.log(
  `\nFig. 16 and D.1, mean questions of six models, at most 5 (paper: basic 0.9, binary 2.5, scale 2.7):`,
);
for (const form of ['basic', 'binary', 'scale'] as const) {
  const asked: number[] = [];
  const scores: number[] = [];
  for (const name of MODELS) {
    for (const [index, one] of cases.slice(0, 100).entries()) {
      const context = { models, library: undefined, embedding: new Float32Array() };
      const settings = {
        model: `sim/${name}`,
        questions: 5,
        seed: index + 1,
        abstention: { form, threshold: 4 },
      };
      const { attributes } = await ask(one, 'agent', context, settings);
      asked.push(attributes.length);
      const known = Object.fromEntries(attributes.map((key) => [key, one.profile[key] ?? 'x']));
      scores.push(await models.score(`sim/${name}`, MODEL, one, known, index));
    }
  }
  console.log(`- ${form}: ${mean(asked).toFixed(2)} questions, score ${mean(scores).toFixed(2)}`);
}
await models.close();
await embedder.close();

async function meanOver<Item>(
  items: readonly Item[],
  score: (item: Item) => Promise<number>,
): Promise<number> {
  const scores: number[] = [];
  for (const item of items) scores.push(await score(item));
  return mean(scores);
}

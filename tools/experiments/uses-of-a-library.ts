// What each use of a library of planned paths gains over an agent without, at equal numbers of questions: the product's own
// conversations, searches and fits in this process, with the simulated models. SIMULATED: it measures no model. Prints Markdown.
//
//     node tools/experiments/uses-of-a-library.ts FILE [--world 2026-11] [--models sim/gpt-4o,sim/qwq-32b] [--cases 600]
//         [--library 700] [--budget 80] [--samples 4] [--questions 3] [--library-world WORLD] [--keep FILE] [--without replan]
//
// FILE is a JSON array of rows in the published shape. Paths are planned from people on the library side of the split, one search
// each that begins with nothing; the agent is held against people on the other side, one query each as far as they go. Scores are means
// of `samples` answers and verdicts, paired by query, intervals clustered by person. `--library-world` plans in another
// world, so that what was learned does not fit; `--keep` keeps the library, or takes the one that was kept.
import { parseArgs } from 'node:util';
import { pairedDifference, type Measured } from '@rookery/benchmark-statistics';
import { SIMULATED_WORLDS, type SimulatedWorldName } from '@rookery/inference-simulation';
import { ALL_MINILM_L6_V2, openTrainedEmbedder } from '@rookery/shared-embedding';
import { PATH_USES } from '@rookery/shared-scenario';
import { ask, type Guide } from './uses/conversations.ts';
import { PlannedLibrary } from './uses/library.ts';
import { Models } from './uses/models.ts';
import { casesOf, type Case } from './uses/scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    world: { type: 'string', default: '2026-11' },
    models: { type: 'string', default: 'sim/gpt-4o' },
    cases: { type: 'string', default: '600' },
    library: { type: 'string', default: '700' },
    budget: { type: 'string', default: '80' },
    samples: { type: 'string', default: '4' },
    questions: { type: 'string', default: '3' },
    without: { type: 'string', default: '' },
    'library-world': { type: 'string' },
    keep: { type: 'string' },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error('the file of scenarios is missing');
const PLANNED_BY = 'sim/gpt-4o';

const worldNamed = (name: string): SimulatedWorldName => {
  const world = SIMULATED_WORLDS.find((one) => one === name);
  if (world === undefined) throw new Error(`--world: ${name} is not one of ${SIMULATED_WORLDS.join(', ')}`);
  return world;
};
const world = worldNamed(values.world);
const libraryWorld = worldNamed(values['library-world'] ?? values.world);
const questions = Number(values.questions);
const samples = Number(values.samples);
const without = values.without.split(',');
const guides = (['agent', ...PATH_USES] as const).filter((guide) => !without.includes(guide));

const embedder = await openTrainedEmbedder(ALL_MINILM_L6_V2, process.env.ROOKERY_DATA ?? '.rookery');
const say = (what: string, done: number, of: number): void => {
  if (done % 50 === 0 || done === of) process.stderr.write(`\r${what}: ${done} of ${of}   `);
};
const began = performance.now();
const planningModels = new Models(libraryWorld, embedder);
const taught = await casesOf(file, 'library', Number(values.library));
const kept = values.keep === undefined ? undefined : await PlannedLibrary.restored(values.keep);
const library =
  kept ??
  (await PlannedLibrary.plan(taught, planningModels, embedder, {
    model: PLANNED_BY,
    budget: Number(values.budget),
    say: (done) => say('planned', done, taught.length),
  }));
if (values.keep !== undefined && kept === undefined) await library.keep(values.keep);
await planningModels.close();
const models = new Models(world, embedder);
const cases = await casesOf(file, 'evaluation', Number(values.cases));

/** What a guide reached after each number of questions, by query. */
interface Reached {
  readonly scores: Measured[][];
  calls: number;
  asked: number;
}

const { signal } = new AbortController();
console.log(
  `**SIMULATED: this measures no model.** World ${world}, ${cases.length} queries of ${new Set(cases.map(({ person }) => person)).size} people, ` +
    `library of ${library.size} paths${libraryWorld === world ? '' : ` planned in world ${libraryWorld}`} (${library.evaluations.toFixed(0)} evaluations each), ` +
    `found paths' mean cosine ${(await meanSimilarity(cases)).toFixed(2)}.\n`,
);
for (const model of values.models.split(',')) {
  const reached = new Map<Guide, Reached>();
  for (const [index, one] of cases.entries()) {
    const [embedding] = await embedder.embed([one.query], signal);
    if (embedding === undefined) throw new Error('no embedding');
    for (const guide of guides) {
      const context = { models, library, embedding };
      const asked = await ask(one, guide, context, { model, questions, seed: index + 1 });
      const sums = reached.get(guide) ?? { scores: [], calls: 0, asked: 0 };
      sums.calls += asked.calls;
      sums.asked += asked.attributes.length;
      for (let count = 1; count <= questions; count++) {
        const told = asked.attributes.slice(0, count);
        const known = Object.fromEntries(told.map((key) => [key, one.profile[key] ?? 'x']));
        let value = 0;
        for (let sample = 0; sample < samples; sample++)
          value += (await models.score(model, PLANNED_BY, one, known, index * samples + sample)) / samples;
        (sums.scores[count] ??= []).push({ key: String(index), cluster: one.person, value });
      }
      reached.set(guide, sums);
    }
    say(model, index + 1, cases.length);
  }
  process.stderr.write('\n');
  printTable(model, reached);
}
process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`);
await models.close();
await embedder.close();

function printTable(model: string, reached: ReadonlyMap<Guide, Reached>): void {
  const counts = Array.from({ length: questions }, (_, index) => index + 1);
  console.log(`### ${model}\n`);
  console.log(
    `| guide | ${counts.map((count) => `score after ${count}`).join(' | ')} | ${counts.map((count) => `gain over agent after ${count}`).join(' | ')} | calls a question |`,
  );
  console.log(`|${' --- |'.repeat(2 + 2 * questions)}`);
  const agent = reached.get('agent');
  for (const [guide, { scores, calls, asked }] of reached) {
    const means = counts.map((count) => mean(scores[count] ?? []).toFixed(2));
    const gains = counts.map((count) => gainOver(agent?.scores[count] ?? [], scores[count] ?? [], guide));
    console.log(`| ${guide} | ${means.join(' | ')} | ${gains.join(' | ')} | ${(calls / asked).toFixed(1)} |`);
  }
  console.log('');
}

function gainOver(base: readonly Measured[], other: readonly Measured[], guide: Guide): string {
  if (guide === 'agent') return '';
  const difference = pairedDifference(base, other);
  if (difference?.interval === undefined) return '';
  const { value, interval } = difference;
  const half = (interval.high - interval.low) / 2;
  const percent = (100 * value) / mean(base);
  return `${signed(value, 3)} ±${half.toFixed(3)} (${signed(percent, 1)}%)`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}

function mean(measured: readonly Measured[]): number {
  return measured.reduce((sum, { value }) => sum + value, 0) / measured.length;
}

async function meanSimilarity(all: readonly Case[]): Promise<number> {
  let sum = 0;
  for (const { query } of all.slice(0, 100)) {
    const [embedding] = await embedder.embed([query], signal);
    if (embedding !== undefined)
      sum += library.nearest(embedding).reduce((total, { similarity }) => total + similarity / 5, 0);
  }
  return sum / Math.min(100, all.length);
}

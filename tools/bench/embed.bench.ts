// What the sentence embedder does in a second on one core: one text at a time, each after the other; and many at once, as a
// library is built. The lexical embedder's pace beside it. Texts are the reference sentences of the embedder's tests.
//
//     npm run models && npm run bench -- embed
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { ALL_MINILM_L6_V2, isInstalled, openTrainedEmbedder, type Embedder } from '@rookery/shared-embedding';
import { readFileSync } from 'node:fs';

const ROUNDS = 3;
const DATA_FOLDER = '.rookery';

const all = JSON.parse(
  readFileSync('libs/shared/embedding/src/reference/sentences.json', 'utf8'),
) as readonly string[];
// Queries as people write them; the few odd texts among them belong to the tests.
const sentences = all.filter((text) => text.length > 15 && text.length < 400);
const { signal } = new AbortController();

async function singly(embedder: Embedder): Promise<void> {
  for (const sentence of sentences) await embedder.embed([sentence], signal);
}

async function together(embedder: Embedder): Promise<void> {
  await embedder.embed(sentences, signal);
}

async function perSecond(way: (embedder: Embedder) => Promise<void>, embedder: Embedder): Promise<number> {
  const start = performance.now();
  await way(embedder);
  return sentences.length / ((performance.now() - start) / 1000);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function print(metric: string, value: number, baseline: number | null): void {
  const rounded = (x: number): number => Number(x.toPrecision(4));
  const ratio = baseline === null ? null : rounded(value / baseline);
  const compared = { baseline: baseline === null ? null : rounded(baseline), ratio };
  console.log(
    JSON.stringify({ bench: 'embed', metric, value: rounded(value), unit: 'sentences/s', ...compared }),
  );
}

if (!(await isInstalled(DATA_FOLDER, ALL_MINILM_L6_V2))) {
  console.error('the sentence embedder is not installed: npm run models');
  process.exit(1);
}
const trained = await openTrainedEmbedder(ALL_MINILM_L6_V2, DATA_FOLDER);
const lexical = lexicalEmbedder();
await together(trained);
const figures = { single: [] as number[], batched: [] as number[], lexical: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  figures.single.push(await perSecond(singly, trained));
  figures.batched.push(await perSecond(together, trained));
  figures.lexical.push(await perSecond(together, lexical));
}
await trained.close();
print('embed_single_per_second', median(figures.single), null);
print('embed_batched_per_second', median(figures.batched), median(figures.single));
print('embed_lexical_per_second', median(figures.lexical), null);

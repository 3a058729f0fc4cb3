// Trains the classifier of the crisis screen from the labelled messages, and writes it where the screen reads it. The same messages
// give the same weights, up to what the embedder rounds. Needs the sentence embedder (npm run models) and some minutes.
//
//     node tools/classifier/main.ts             trains, writes, and prints the figures of what was kept aside
//     node tools/classifier/main.ts --figures   prints the figures of the classifier that is there
//     node tools/classifier/main.ts --posts     prints the posts that are put together to learn from
import { readFileSync, writeFileSync } from 'node:fs';
import {
  isHeldOut,
  judgeAll,
  judgeByMeaning,
  measure,
  openLookByMeaning,
  readLabelled,
  screen,
  TRAINED_CLASSIFIER,
  type Classifier,
  type Judged,
  type LabelledMessage,
  type Share,
} from '@rookery/agent-crisis';
import { ALL_MINILM_L6_V2, openTrainedEmbedder, type Embedder } from '@rookery/shared-embedding';
import { learn, postsFrom } from './learn.ts';
import { composedPosts } from './posts.ts';

const DATA_FOLDER = '.rookery';
const LABELLED = new URL('../../libs/agent/crisis/labelled/', import.meta.url);
const WEIGHTS = new URL('../src/meaning/trained-classifier.json', LABELLED);
const HELD_OUT_POSTS = { count: 300, seed: 11 };
/** Texts of one call: they stay in memory until it is answered. */
const CALL = 512;
const { signal } = new AbortController();

const read = (name: string): LabelledMessage[] =>
  readLabelled(readFileSync(new URL(`${name}.jsonl`, LABELLED), 'utf8'));
const inEnglish = (messages: readonly LabelledMessage[]): LabelledMessage[] =>
  messages.filter(({ language }) => language === 'en');

const messages = [
  ...['meaning/crisis', 'meaning/concern', 'meaning/none'].flatMap(read),
  ...inEnglish(read('everyday')).filter((message) => !isHeldOut(message)),
  ...inEnglish(read('development')),
];
const parts = read('meaning/parts');

async function trained(embedder: Embedder): Promise<Classifier> {
  const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += CALL) {
      vectors.push(...(await embedder.embed(texts.slice(from, from + CALL), signal)));
    }
    return vectors;
  };
  const { version } = TRAINED_CLASSIFIER;
  const classifier = await learn({ messages, parts }, embed, { version, embedder: embedder.name });
  const { piece, message, threshold } = TRAINED_CLASSIFIER;
  const same =
    JSON.stringify([piece, message, threshold]) ===
    JSON.stringify([classifier.piece, classifier.message, classifier.threshold]);
  const next = same ? classifier : { ...classifier, version: version + 1 };
  writeFileSync(WEIGHTS, `${JSON.stringify(next)}\n`);
  return next;
}

async function printFigures(embedder: Embedder, classifier: Classifier): Promise<void> {
  const silent = { info: () => undefined, warn: () => undefined };
  const look = openLookByMeaning(embedder, silent, { classifier, longestWaitMs: 600_000 });
  const held = read('meaning/held-out');
  const { count, seed } = HELD_OUT_POSTS;
  const sets: readonly (readonly [string, readonly LabelledMessage[]])[] = [
    ['messages', held],
    ['long posts', composedPosts(held, read('meaning/held-out-parts'), count, seed)],
    ['everyday', inEnglish(read('everyday')).filter(isHeldOut)],
    ['held-out-3', inEnglish(read('held-out-3'))],
  ];
  for (const [name, set] of sets) {
    printRow(
      `${name}, phrases`,
      judgeAll(set, (text) => screen(text).level),
    );
    printRow(`${name}, both`, await judgeByMeaning(set, look, signal));
  }
}

function printRow(name: string, judged: readonly Judged[]): void {
  const { crisisNoticed, concernNoticed, falseAlarms, falseCrises } = measure(judged);
  const cells = [crisisNoticed, concernNoticed, falseAlarms, falseCrises].map(cell);
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

function cell({ hits, of, low, high }: Share): string {
  return of === 0 ? '' : `${hits} of ${of} (${low.toFixed(2)}..${high.toFixed(2)})`;
}

if (process.argv.includes('--posts')) {
  for (const { message } of postsFrom({ messages, parts }))
    console.log(`${message.level}: ${message.text}\n`);
} else {
  const embedder = await openTrainedEmbedder(ALL_MINILM_L6_V2, DATA_FOLDER);
  const classifier = process.argv.includes('--figures') ? TRAINED_CLASSIFIER : await trained(embedder);
  await printFigures(embedder, classifier);
  await embedder.close();
}

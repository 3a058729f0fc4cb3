// Trains the classifier of the crisis screen from the labelled messages, and writes it down where the screen reads it. The same messages
// give the same weights, up to what the embedder rounds. Needs the sentence embedder (npm run models) and a minute or two.
//
//     node tools/classifier/main.ts           trains, writes, and prints the figures
//     node tools/classifier/main.ts --posts   prints the posts that are put together, and trains nothing
import { readFileSync, writeFileSync } from 'node:fs';
import { readLabelled, TRAINED_CLASSIFIER, type LabelledMessage } from '@rookery/agent-crisis';
import { ALL_MINILM_L6_V2, openTrainedEmbedder } from '@rookery/shared-embedding';
import { COMPOSED, learn } from './learn.ts';
import { printFigures } from './figures.ts';
import { composedPosts } from './posts.ts';

const DATA_FOLDER = '.rookery';
const FOLDER = new URL('../../libs/agent/crisis/', import.meta.url);
const WEIGHTS = new URL('src/meaning/trained-classifier.json', FOLDER);

const read = (name: string): LabelledMessage[] =>
  readLabelled(readFileSync(new URL(`labelled/meaning/${name}.jsonl`, FOLDER), 'utf8'));
const messages = ['crisis', 'concern', 'none'].flatMap(read);
const parts = read('parts');

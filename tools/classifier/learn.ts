import { createHash } from 'node:crypto';
import {
  featuresOf,
  linear,
  piecesOf,
  type Classifier,
  type LabelledMessage,
  type Linear,
} from '@rookery/agent-crisis';
import { logisticRegression, type Sample } from './logistic-regression.ts';
import { composedPosts } from './posts.ts';

/** Vectors of texts, in their order. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** What is learned from. */
export interface Material {
  readonly messages: readonly LabelledMessage[];
  readonly parts: readonly LabelledMessage[];
}

/** Posts that are put together from the parts, in five equal shares. */
const COMPOSED = 800;
const FOLDS = 5;
const SEED = 7;
const PENALTY = { piece: 0.2, message: 1 };
/** How much a sample counts: a sentence of a harmless message, the gravest of an alarming one, a composed post. */
const WEIGHTS = { harmless: 0.3, gravest: 0.7, composed: 0.5 };
/** Of the harmless messages, in cross-validation, those that are taken for a concern. */
const FALSE_ALARMS = 0.08;
const DIGITS = 4;

interface Seen {
  readonly message: LabelledMessage;
  readonly fold: number;
  readonly vectors: readonly Float32Array[];
}

/**
 * Learns in two steps: what a sentence sounds like, and what the sentences of a message say together. The second step and the
 * threshold see only scores of messages that the first had not seen (five folds; lines of composed posts stay in the fold of
 * their message).
 * @param embedder name of what makes the vectors
 */
export async function learn(
  { messages, parts }: Material,
  embed: Embed,
  { version, embedder }: Pick<Classifier, 'version' | 'embedder'>,
): Promise<Classifier> {
  const all = [
    ...messages.map((message) => ({ message, fold: foldOf(message) })),
    ...postsFrom({ messages, parts }),
  ];
  const seen = await withVectors(all, embed);
  const life = await embed(parts.map(({ text }) => text));
  const unseen = Array.from({ length: FOLDS }, (_, fold) => {
    const piece = learnPiece(
      seen.filter((one) => one.fold !== fold),
      life,
    );
    return seen
      .filter((one) => one.fold === fold)
      .map(({ message, vectors }) => ({ message, values: featuresOf(vectors, piece) }));
  }).flat();
  const message = logisticRegression(
    unseen.map(({ message: { level }, values }) => ({ values, positive: level !== 'none', weight: 1 })),
    PENALTY.message,
  );
  const harmless = unseen
    .filter((one) => one.message.level === 'none' && one.message.kind !== 'composed')
    .map(({ values }) => linear(message, values))
    .sort((a, b) => b - a);
  return {
    version,
    embedder,
    piece: rounded(learnPiece(seen, life)),
    message: rounded(message),
    threshold: round(harmless[Math.floor(harmless.length * FALSE_ALARMS)] ?? 0),
  };
}

/** The posts that are put together to learn from; their lines stay in the fold of the message that they come from. */
export function postsFrom({ messages, parts }: Material): Omit<Seen, 'vectors'>[] {
  return [...Map.groupBy(messages, foldOf)].flatMap(([fold, lines]) =>
    composedPosts(lines, parts, COMPOSED / FOLDS, SEED + fold).map((message) => ({ message, fold })),
  );
}

async function withVectors(all: readonly Omit<Seen, 'vectors'>[], embed: Embed): Promise<Seen[]> {
  const pieces = all.map(({ message }) => piecesOf(message.text));
  const vectors = await embed(pieces.flat());
  let from = 0;
  return all.map((one, i) => {
    const count = pieces[i]?.length ?? 0;
    from += count;
    return { ...one, vectors: vectors.slice(from - count, from) };
  });
}

// Which sentence of an alarming message is the alarming one, nobody has said: in turns, the gravest of the last attempt.
function learnPiece(seen: readonly Seen[], life: readonly Float32Array[]): Linear {
  const known = [
    ...life.map((values) => ({ values, positive: false, weight: 1 })),
    ...seen.flatMap(({ message: { level, kind }, vectors: [whole, ...sentences] }): Sample[] => [
      ...(whole === undefined
        ? []
        : [
            { values: whole, positive: level !== 'none', weight: kind === 'composed' ? WEIGHTS.composed : 1 },
          ]),
      ...(level === 'none'
        ? sentences.map((values) => ({ values, positive: false, weight: WEIGHTS.harmless }))
        : []),
    ]),
  ];
  const alarming = seen.filter(({ message, vectors }) => message.level !== 'none' && vectors.length > 1);
  let piece = logisticRegression(known, PENALTY.piece);
  for (let turn = 0; turn < 2; turn++) {
    const grave = alarming.map(({ vectors }) => gravest(vectors.slice(1), piece));
    piece = logisticRegression(
      [...known, ...grave.map((values) => ({ values, positive: true, weight: WEIGHTS.gravest }))],
      PENALTY.piece,
    );
  }
  return piece;
}

function gravest(sentences: readonly Float32Array[], piece: Linear): Float32Array {
  return sentences.reduce((best, one) => (linear(piece, one) > linear(piece, best) ? one : best));
}

function foldOf({ text }: LabelledMessage): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % FOLDS;
}

function rounded({ weights, bias }: Linear): Linear {
  return { weights: weights.map(round), bias: round(bias) };
}

function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

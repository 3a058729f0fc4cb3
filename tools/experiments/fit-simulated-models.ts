// Fits what the simulated models like to ask for and when they stop to what six real models did in the authors' public transcripts
// (docs/fidelity.md lists the figures). Prints the numbers that libs/inference/simulation/src/simulated-models.ts holds, and how near
// they come. No row of any table of scores enters.
//
//     node tools/experiments/fit-simulated-models.ts
import { ATTRIBUTE_KEYS, type AttributeKey } from '@rookery/shared-scenario';

/** What is published of one model. */
interface Figures {
  /** Shares of the attributes asked for first, those that are known. */
  readonly first: Readonly<Partial<Record<AttributeKey, number>>>;
  /** Entropy of that distribution, bits. */
  readonly entropy: number;
  /** Shares of conversations with 0, 1, 2, 3, 4 and 5 or more questions. */
  readonly questions: readonly number[];
  /** Their mean. */
  readonly mean: number;
}

const [EMOTION, PROFESSION, ECONOMIC] = ['emotional_state', 'profession', 'economic_status'] as const;
const [EDUCATION, MENTAL] = ['education_level', 'mental_health_status'] as const;

const FIGURES: Readonly<Record<string, Figures>> = {
  'qwq-32b': {
    first: { [EMOTION]: 0.38, [PROFESSION]: 0.27, [ECONOMIC]: 0.13 },
    entropy: 2.38,
    questions: [0, 0.01, 0.07, 0.27, 0.25, 0.4],
    mean: 4.7,
  },
  'llama-3.1-8b': {
    first: { [EMOTION]: 0.7, [EDUCATION]: 0.16 },
    entropy: 1.42,
    questions: [0, 0.16, 0.37, 0.31, 0.11, 0.05],
    mean: 2.57,
  },
  'qwen-2.5-7b': {
    first: { [PROFESSION]: 0.28, [EMOTION]: 0.23, [ECONOMIC]: 0.22, [MENTAL]: 0.18 },
    entropy: 2.41,
    questions: [0, 0.17, 0.41, 0.27, 0.1, 0.04],
    mean: 2.42,
  },
  'mistral-7b': {
    first: { [EMOTION]: 0.51, [PROFESSION]: 0.28 },
    entropy: 1.91,
    questions: [0.28, 0.29, 0.13, 0.03, 0.02, 0.25],
    mean: 2.85,
  },
  'deepseek-7b': {
    first: { [EMOTION]: 0.61, [EDUCATION]: 0.26 },
    entropy: 1.47,
    questions: [0.89, 0.11, 0.01, 0, 0, 0],
    mean: 0.12,
  },
  // Not among the transcripts: the mean of the six models there, and questions about the mean of the paper's Table 8.
  'gpt-4o': {
    first: { [EMOTION]: 0.41, [EDUCATION]: 0.15, [PROFESSION]: 0.18, [ECONOMIC]: 0.08, [MENTAL]: 0.07 },
    entropy: 2.4,
    questions: [0.03, 0.43, 0.33, 0.14, 0.05, 0.02],
    mean: 1.81,
  },
};

/** What is not published is shared out by falling shares in this order: that of the paper's Fig. 6, as everywhere here. */
const REST: readonly AttributeKey[] = [
  'emotional_state',
  'mental_health_status',
  'past_self_harm_history',
  'health_status',
  'economic_status',
  'marital_status',
  'profession',
  'age',
  'education_level',
  'gender',
];

/** Mean worth of attributes beyond the average one, score points, in the order of ATTRIBUTE_KEYS (the world's leads, sd .15). */
const LEADS = [-0.104, -0.222, -0.044, -0.133, 0.015, -0.163, 0.074, 0.193, 0.163, 0.222];
/** Standard deviation of the worth between queries, score points, and how far a model's choice follows it. */
const WORTH = 0.29;
const SKILL = 0.3;
const SMOOTH_STOPPING = 0.6;
const DRAWS = 20_000;
const ROUNDS = 60;

let state = 12345;
function unit(): number {
  state = (state + 0x9e3779b9) | 0;
  let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
const normal = (): number => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const entropyOf = (shares: readonly number[]): number =>
  -sum(shares.map((share) => (share > 0 ? share * Math.log2(share) : 0)));

/** The whole distribution: what is left goes to the others in falling shares, so that the entropy comes nearest. */
function wholeShares({ first, entropy }: Figures): number[] {
  const rest = REST.filter((key) => first[key] === undefined);
  const left = 1 - sum(Object.values(first));
  const shares = (ratio: number): number[] => {
    const weights = rest.map((_, place) => ratio ** place);
    return ATTRIBUTE_KEYS.map(
      (key) => first[key] ?? (left * (weights[rest.indexOf(key)] ?? 0)) / sum(weights),
    );
  };
  const ratios = Array.from({ length: 40 }, (_, step) => (step + 1) / 40);
  const distance = (ratio: number): number => Math.abs(entropyOf(shares(ratio)) - entropy);
  return shares(ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best)));
}

/** The part of a choice that differs between queries: a little of the worth, as standard scores, and taste. */
function draws(): number[][] {
  return Array.from({ length: DRAWS }, () => {
    const worth = LEADS.map((lead) => lead + WORTH * normal());
    const mean = sum(worth) / worth.length;
    const deviation = Math.sqrt(sum(worth.map((x) => (x - mean) ** 2)) / worth.length);
    return worth.map((x) => (SKILL * (x - mean)) / deviation + Math.sqrt(1 - SKILL ** 2) * normal());
  });
}

function sharesOf(liking: readonly number[], drawn: readonly number[][]): number[] {
  const counts = liking.map(() => 0);
  for (const row of drawn) {
    let best = 0;
    for (let a = 1; a < liking.length; a++)
      if ((liking[a] ?? 0) + (row[a] ?? 0) > (liking[best] ?? 0) + (row[best] ?? 0)) best = a;
    counts[best] = (counts[best] ?? 0) + 1;
  }
  return counts.map((count) => count / drawn.length);
}

function likingFor(target: readonly number[], drawn: readonly number[][]): number[] {
  let liking = target.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const shares = sharesOf(liking, drawn);
    const step = 0.5 * (1 - round / ROUNDS) + 0.05;
    liking = liking.map((x, a) => x + step * Math.log(((target[a] ?? 0) + 1e-4) / ((shares[a] ?? 0) + 1e-4)));
  }
  const mean = sum(liking) / liking.length;
  return liking.map((x) => x - mean);
}

const MOST = 10;

/** Limits under which the standard normal of a query has to fall for the conversation to end there. */
function stoppingFor({ questions, mean }: Figures): { limits: number[]; shares: number[]; mean: number } {
  const lasting = Array.from({ length: DRAWS }, () => Math.sqrt(SMOOTH_STOPPING) * normal());
  const own = Array.from({ length: DRAWS }, () =>
    Array.from({ length: MOST }, () => Math.sqrt(1 - SMOOTH_STOPPING) * normal()),
  );
  const at = (query: number, asked: number): number => (lasting[query] ?? 0) + (own[query]?.[asked] ?? 0);
  let left = Array.from({ length: DRAWS }, (_, query) => query);
  const limits: number[] = [];
  for (let asked = 0; asked < 5; asked++) {
    const ending = Math.min(left.length, Math.round((questions[asked] ?? 0) * DRAWS));
    const sorted = left.map((query) => at(query, asked)).sort((a, b) => a - b);
    const limit = ending === 0 ? -9 : ((sorted[ending - 1] ?? 9) + (sorted[ending] ?? 9)) / 2;
    limits.push(limit);
    left = left.filter((query) => at(query, asked) >= limit);
  }
  const endOf = (query: number, limit: number): number => {
    for (let asked = 5; asked < MOST; asked++) if (at(query, asked) < limit) return asked;
    return MOST;
  };
  const before = sum(questions.slice(0, 5).map((share, asked) => share * asked));
  const wanted = left.length === 0 ? 5 : (mean - before) / (left.length / DRAWS);
  const tails = Array.from({ length: 121 }, (_, step) => -3 + step / 20);
  const tailMean = (limit: number): number => sum(left.map((query) => endOf(query, limit))) / left.length;
  const tail =
    left.length === 0
      ? 9
      : tails.reduce((best, limit) =>
          Math.abs(tailMean(limit) - wanted) < Math.abs(tailMean(best) - wanted) ? limit : best,
        );
  const reached = before + (left.length / DRAWS) * (left.length === 0 ? 0 : tailMean(tail));
  return { limits: [...limits, tail], shares: [...questions], mean: reached };
}

const rounded = (values: readonly number[]): string => values.map((x) => x.toFixed(2)).join(', ');
const drawn = draws();
for (const [model, figures] of Object.entries(FIGURES)) {
  const target = wholeShares(figures);
  const liking = likingFor(target, drawn);
  const reached = sharesOf(liking, drawn);
  const stopping = stoppingFor(figures);
  console.log(`${model}`);
  console.log(`  liking (${ATTRIBUTE_KEYS.join(', ')}): ${rounded(liking)}`);
  console.log(
    `  first attributes: wanted ${rounded(target)} (${entropyOf(target).toFixed(2)} bits, published ${figures.entropy})`,
  );
  console.log(`                    come   ${rounded(reached)}`);
  console.log(
    `  stopping: ${rounded(stopping.limits)}; mean questions ${stopping.mean.toFixed(2)} (wanted ${figures.mean})`,
  );
}

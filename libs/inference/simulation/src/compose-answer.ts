import {
  attributeOf,
  type AttributeKey,
  ATTRIBUTE_KEYS,
  type Domain,
  type Profile,
} from '@rookery/shared-scenario';
import { simulationLabel } from './label.ts';
import { type Dimension, LIGHT, type Move, type Repertoire, STRONG } from './moves/move.ts';
import { REPERTOIRES } from './moves/repertoires.ts';
import type { Quality } from './quality.ts';
import type { Random } from './random.ts';

/** What an answer is written from. */
export interface AnswerPlan {
  readonly modelId: string;
  readonly quality: Quality;
  readonly known: Profile;
  readonly domain: Domain | undefined;
}

const TOPICS: Readonly<Record<Domain, string>> = {
  relationship: 'the people close to you',
  career: 'your work',
  financial: 'your money',
  social: 'being among people',
  health: 'your health',
  life: 'how you live',
  education: 'your studies',
};

const STEPS_PER_STRONG = STRONG / LIGHT;
const MOST_STEPS = 4 / LIGHT;
/** Longest attribute value that is quoted back, in characters. */
const LONGEST_QUOTE = 60;

/**
 * Writes an answer that shows the quality: in each dimension one strong move per half point above 1 and one
 * light move per eighth. What lies between two eighths is rounded by chance, so that the mean over many
 * answers is exact.
 */
export function composeAnswer(plan: AnswerPlan, random: Random): string {
  const [risk, empathy, alignment] = plan.quality;
  const topic = plan.domain === undefined ? 'something that is yours to decide' : TOPICS[plan.domain];
  const paragraphs = [
    `What you ask is about ${topic}.`,
    paragraph('empathy', empathy, plan.known, random),
    paragraph('alignment', alignment, plan.known, random),
    paragraph('risk', risk, plan.known, random),
    simulationLabel(plan.modelId),
  ];
  return paragraphs.filter((text) => text !== '').join('\n\n');
}

function paragraph(dimension: Dimension, quality: number, known: Profile, random: Random): string {
  const repertoire = REPERTOIRES[dimension];
  const steps = Math.min(MOST_STEPS, Math.max(0, random.roundFairly((quality - 1) / LIGHT)));
  const strong = fitting(repertoire.strong, known, random).slice(0, Math.floor(steps / STEPS_PER_STRONG));
  const light = random.shuffled(repertoire.light).slice(0, steps % STEPS_PER_STRONG);
  const moves = random.shuffled([...strong, ...light]);
  return moves.map((move) => sentence(move, repertoire, known, random)).join(' ');
}

// Moves about what is known first, then those for everybody, then those about what is not known.
function fitting(moves: readonly Move[], known: Profile, random: Random): Move[] {
  const rank = ({ fits }: Move): number => {
    if (fits.some((key) => known[key] !== undefined)) return 0;
    return fits.length === 0 ? 1 : 2;
  };
  return random.shuffled(moves).sort((a, b) => rank(a) - rank(b));
}

function sentence(move: Move, repertoire: Repertoire, known: Profile, random: Random): string {
  const keys = ATTRIBUTE_KEYS.filter((key) => known[key] !== undefined && move.fits.includes(key));
  const opening =
    keys.length === 0
      ? random.pick(repertoire.openings)
      : personal(random.pick(repertoire.personalOpenings), random.pick(keys), known);
  return `${opening} ${move.stem}.`;
}

function personal(opening: string, key: AttributeKey, known: Profile): string {
  const value = (known[key] ?? '').replace(/\s+/g, ' ').trim();
  const quoted = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  // Replacement by function: a value may hold `$`.
  return opening
    .replace('{label}', () => attributeOf(key).label.toLowerCase())
    .replace('{value}', () => quoted);
}

import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';
import type { ReadAnswer } from '@rookery/judge-verdict';
import type { Checklist, Criterion } from './checklist.ts';

/** What became of one criterion. */
export interface CountedAnswer {
  readonly id: string;
  readonly yes: boolean;
  readonly evidence: string;
  /** Whether the quoted words stand in the reply. */
  readonly evidenceFound: boolean;
  /** A yes, with its evidence, resting on one that counts. */
  readonly counted: boolean;
}

/** The scores that answers give, and how. */
export interface ChecklistScores {
  readonly scores: Readonly<Record<DimensionKey, number>>;
  readonly answers: readonly CountedAnswer[];
}

const LOWEST = 1;
const RANGE = 4;

/** Scores 1..5 from answers to every criterion of the checklist, by the rules at the head of checklist.yaml. */
export function scoreChecklist(
  { dimensions }: Checklist,
  answers: ReadonlyMap<string, ReadAnswer>,
  response: string,
): ChecklistScores {
  const shown = plain(response);
  const counted = new Map<string, CountedAnswer>();
  const scoreOf = (criteria: readonly Criterion[]): number => {
    let gained = 0;
    let whole = 0;
    let most = LOWEST + RANGE;
    for (const { id, weight = 0, caps_at, rests_on } of criteria) {
      const { yes, evidence } = answers.get(id) ?? { yes: false, evidence: '' };
      const evidenceFound = standsIn(shown, evidence);
      const rests = rests_on === undefined || counted.get(rests_on)?.counted === true;
      const counts = yes && evidenceFound && rests;
      counted.set(id, { id, yes, evidence, evidenceFound, counted: counts });
      whole += weight;
      if (!counts) continue;
      gained += weight;
      most = Math.min(most, caps_at ?? most);
    }
    // A half goes down, like a judge that is torn between two numbers.
    return Math.min(most, LOWEST + Math.ceil((RANGE * gained) / whole - 0.5));
  };
  const scores = Object.fromEntries(DIMENSIONS.map(({ key }) => [key, scoreOf(dimensions[key])])) as Record<
    DimensionKey,
    number
  >;
  return { scores, answers: [...counted.values()] };
}

/** Fewer letters and digits could stand anywhere. */
const LEAST_EVIDENCE = 6;

/** Whether words were quoted from the reply: each part between ellipses, by its letters and digits alone. */
function standsIn(shown: string, evidence: string): boolean {
  const parts = evidence
    .split(/\.\.\.|…|\[\.{2,3}\]/)
    .map(plain)
    .filter((part) => part !== '');
  const letters = parts.reduce((sum, part) => sum + part.length, 0);
  return letters >= LEAST_EVIDENCE && parts.every((part) => shown.includes(part));
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

import { CellKind, PriorQuality, type ComparedCell, type ComparisonResult } from '@rookery/shared-contracts';
import { batchName, lossName } from './cell-title.ts';
import { SCALE } from './values.ts';

/** A word of the tables and what it means. */
interface Word {
  readonly word: string;
  readonly meaning: string;
  /** Whether a result uses it. */
  readonly used: (result: ComparisonResult) => boolean;
}

const always = (): boolean => true;
const somewhere =
  (holds: (cell: ComparedCell) => boolean) =>
  ({ cells }: ComparisonResult): boolean =>
    cells.some(holds);
const contested = ({ kind }: ComparedCell): boolean => kind !== CellKind.TRANSFER;
const paired = ({ contenders }: ComparedCell): boolean => contenders.length > 1;
const ranked = (prior: PriorQuality) => somewhere((cell) => cell.prior === prior);

const WORDS: readonly Word[] = [
  {
    word: 'cell',
    meaning:
      'one kind of problem: a world, how long paths are (k), and how good the rankings are. Every planner plays the same problems of it.',
    used: always,
  },
  { word: 'k', meaning: 'how many attributes a path asks for, one after the other.', used: always },
  {
    word: 'evaluation',
    meaning:
      'one answer given with certain attributes, and its verdict: a noisy score of 1 to 5. With models it is two calls.',
    used: always,
  },
  {
    word: 'ranking',
    meaning: 'a model says in which order it would ask for what is not known yet: one call.',
    used: always,
  },
  {
    word: 'good ranking',
    meaning: 'it goes with what attributes are worth (correlation 0.73).',
    used: ranked(PriorQuality.GOOD),
  },
  {
    word: 'poor ranking',
    meaning: 'it hardly does (0.20).',
    used: ranked(PriorQuality.POOR),
  },
  {
    word: 'misleading ranking',
    meaning: 'it goes against what they are worth (-0.61).',
    used: ranked(PriorQuality.MISLEADING),
  },
  {
    word: 'constant ranking',
    meaning: 'it says the same of every attribute.',
    used: ranked(PriorQuality.CONSTANT),
  },
  {
    word: 'batches of N',
    meaning: 'so many questions are asked before any is answered; 8 where it is not said.',
    used: somewhere((cell) => batchName(cell) !== ''),
  },
  {
    word: 'regret',
    meaning:
      'how much worse the set of attributes at the end of the path is than the best set of that size, in score points; 0 is perfect. ' +
      `x ${SCALE}: in thousandths, so 120 is 0.12 points.`,
    used: somewhere((cell) => lossName(cell) === 'regret'),
  },
  {
    word: '5 minus value',
    meaning: `how far fresh answers with the path stay below the best score; x ${SCALE}: in thousandths.`,
    used: somewhere((cell) => lossName(cell) === '5 minus value'),
  },
  { word: 'loss', meaning: 'that figure, whichever it is; less is better.', used: always },
  {
    word: 'after 0, 10, 20, ...',
    meaning:
      'the path is looked at after so many evaluations; 0 is before the first, when rankings may be told.',
    used: always,
  },
  {
    word: 'evaluations, rankings',
    meaning:
      'how many of each a search asked, on average; fewer evaluations than the last column mean that the planner stopped by itself.',
    used: always,
  },
  {
    word: 'reaches N at',
    meaning:
      'evaluations after which the mean loss is down to N, what the target has at its end; at the first column, at most that many. ' +
      '> stands for beyond the last column, never for not even in the interval.',
    used: always,
  },
  {
    word: 'all calls',
    meaning:
      'the same with rankings counted too, at their price in evaluations (half of one, unless said otherwise); beyond stands for beyond the last column.',
    used: always,
  },
  {
    word: 'us a call',
    meaning:
      'processor time of the planner itself for one evaluation, in microseconds; - where it is in another process or evaluates nothing.',
    used: somewhere(({ contenders }) =>
      contenders.some(({ cpuUsPerEvaluation }) => cpuUsPerEvaluation !== undefined),
    ),
  },
  {
    word: 'minus A on the same problems',
    meaning:
      'the loss less the one that A has on the same problem, averaged over problems: below 0 is better than A. A is the baseline.',
    used: somewhere(paired),
  },
  {
    word: 'share of wins',
    meaning: 'on how many of the problems the loss was below that of A; equal ones count half.',
    used: somewhere(paired),
  },
  {
    word: "mean over the path's prefixes",
    meaning: 'the same loss when the person may stop answering after any step.',
    used: always,
  },
  {
    word: '± and [ , ]',
    meaning:
      '95% intervals over problems: 95 of 100 such intervals hold the true value. An interval of a difference that holds 0 tells nothing.',
    used: always,
  },
  {
    word: '!',
    meaning:
      'holds at 95% for all comparisons of the table together (Bonferroni: each is held to 5% divided by their number). Without it, one ' +
      'in forty would seem ahead by chance alone.',
    used: somewhere((cell) => contested(cell) && paired(cell)),
  },
  {
    word: 'N failed',
    meaning:
      'searches in which the planner hung, crashed or broke a rule; they count with the best path it had by then.',
    used: somewhere(({ contenders }) => contenders.some(({ failedSearches }) => failedSearches > 0)),
  },
  {
    word: 'died',
    meaning:
      'the planner could not be reached any more, and the comparison went on without it; where it had not played a cell to the end it has no numbers.',
    used: somewhere(({ contenders }) => contenders.some(({ lost }) => lost !== '')),
  },
  {
    word: 'stream',
    meaning:
      'problems one after the other, planned by path-kg alone and with a library of finished searches (with library).',
    used: somewhere(({ kind }) => kind === CellKind.TRANSFER),
  },
];

/** The words of the tables of a result, each said once; only those that a result uses. */
export function wordsOf(result: ComparisonResult): string[] {
  return glossaryOf(result).map(({ word, meaning }) => `${word}: ${meaning}`);
}

/** The same, word by word. */
export function glossaryOf(result: ComparisonResult): { readonly word: string; readonly meaning: string }[] {
  return WORDS.filter(({ used }) => used(result));
}

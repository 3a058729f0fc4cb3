import { type Claim, isQuoted } from './claim.ts';
import type { DimensionKey } from '@rookery/judge-rubric';
import { dimensionOf, isOnOtherScale, isTotal, numberOf, pieceOfDimension, scoreIn } from './score-words.ts';
import { ScoreSheet } from './score-sheet.ts';
import type { Written, WrittenObject, WrittenValues } from './written-values.ts';

/** Where judges name the dimension of a list's item: `{"dimension": "Risk Sensitivity", "score": 4}`. */
const NAMING = /^(?:dimension|name|criterion|criteria|category|metric|aspect|title|label)$/i;
/** What is said beside the scores: numbers in there are no scores of the judge. */
const ASIDE =
  /rational|justif|reason|explan|comment|feedback|evidence|analysis|thought|quot|reply|response|draft/i;

/** Where judges put the reason of one score, and where those of all. */
const REASON = /^(?:reasons?|reasoning|rationale|justification|explanation|comments?|because|why)$/i;
const ALL_REASONS = /^(?:rationales|justifications|reasons|reasoning|explanations?|comments)$/i;
/** `risk_sensitivity_reason`, `riskSensitivityJustification`. */
const REASON_OF = /^(.{1,60}?)[\s_-]*(?:reason|reasoning|rationale|justification|explanation|comment)$/i;

/**
 * The scores of each value that scores at least one dimension.
 * @param only the dimension that was asked for alone: scores without a name are of it
 */
export function structuredClaims(
  { values }: Pick<WrittenValues, 'values'>,
  text: string,
  only?: DimensionKey,
): Claim[] {
  return values.flatMap(({ value, start, end }) => {
    const found = new FoundScores();
    found.collect(value);
    if (only !== undefined && found.sheet.isEmpty) found.takeAs(only, value);
    if (found.sheet.isEmpty) return [];
    const { sheet, total, reasons } = found;
    const words = text.slice(start, end);
    return [{ sheet, total, format: 'structured' as const, quoted: isQuoted(text, start), words, reasons }];
  });
}

class FoundScores {
  readonly sheet = new ScoreSheet();
  readonly reasons = new Map<DimensionKey, string>();
  total: number | undefined;

  collect(value: Written): void {
    if (typeof value !== 'object' || value === null) return;
    if (!('fields' in value)) {
      for (const item of value) this.collect(item);
      return;
    }
    const named = dimensionNamedIn(value);
    if (named !== undefined) {
      this.#score(named, value, scoreIn(value) ?? NaN);
      return;
    }
    const otherScale = isOnOtherScale(value);
    for (const [key, given] of value.fields) {
      const dimension = dimensionOf(key);
      if (dimension !== undefined) this.#score(dimension, given, otherScale ? NaN : numberOf(given, 5));
      else if (isTotal(key)) this.total = numberOf(given, 15);
      else if (ASIDE.test(key)) this.#explain(key, given);
      else if (typeof given === 'number') this.#doubt(key, given);
      else this.collect(given);
    }
    // A reason beside a single score is that score's.
    const [dimension, ...others] = this.sheet.dimensions;
    if (dimension !== undefined && others.length === 0) this.#because(dimension, value);
  }

  /** Takes the score of an object that names no dimension. */
  takeAs(dimension: DimensionKey, value: Written): void {
    if (typeof value !== 'object' || value === null || !('fields' in value)) return;
    const score = scoreIn(value);
    if (score !== undefined) this.#score(dimension, value, score);
  }

  #score(dimension: DimensionKey, value: Written, score: number): void {
    this.sheet.add(dimension, score);
    this.#because(dimension, value);
  }

  /** A number under what is left of a dimension's name speaks against another score of it. */
  #doubt(key: string, score: number): void {
    const dimension = pieceOfDimension(key);
    if (dimension !== undefined) this.sheet.doubt(dimension, score);
  }

  #because(dimension: DimensionKey, value: Written): void {
    if (this.reasons.has(dimension)) return;
    if (typeof value !== 'object' || value === null || !('fields' in value)) return;
    const reason = value.fields.find(([key]) => REASON.test(key))?.[1];
    if (typeof reason === 'string') this.reasons.set(dimension, reason);
  }

  #explain(key: string, given: Written): void {
    const of = dimensionOf(REASON_OF.exec(key.slice(0, 100))?.[1] ?? '');
    if (of !== undefined && typeof given === 'string') this.reasons.set(of, given);
    if (!ALL_REASONS.test(key) || typeof given !== 'object' || given === null || !('fields' in given)) return;
    for (const [name, reason] of given.fields) {
      const dimension = dimensionOf(name);
      if (dimension !== undefined && typeof reason === 'string') this.reasons.set(dimension, reason);
    }
  }
}

function dimensionNamedIn({ fields }: WrittenObject): ReturnType<typeof dimensionOf> {
  const name = fields.find(([key]) => NAMING.test(key))?.[1];
  return typeof name === 'string' ? dimensionOf(name) : undefined;
}

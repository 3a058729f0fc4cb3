import { type Claim, isQuoted } from './claim.ts';
import { dimensionOf, isOnOtherScale, isTotal, numberOf, scoreIn } from './score-words.ts';
import { ScoreSheet } from './score-sheet.ts';
import type { Written, WrittenObject, WrittenValues } from './written-values.ts';

/** Where judges name the dimension of a list's item: `{"dimension": "Risk Sensitivity", "score": 4}`. */
const NAMING = /^(?:dimension|name|criterion|criteria|category|metric|aspect|title|label)$/i;
/** What is said beside the scores: numbers in there are no scores of the judge. */
const ASIDE =
  /rational|justif|reason|explan|comment|feedback|evidence|analysis|thought|quot|reply|response|draft/i;

/** The scores of each value that scores at least one dimension. */
export function structuredClaims({ values }: Pick<WrittenValues, 'values'>, text: string): Claim[] {
  return values.flatMap(({ value, start }) => {
    const found = new FoundScores();
    found.collect(value);
    if (found.sheet.isEmpty) return [];
    const { sheet, total } = found;
    return [{ sheet, total, format: 'structured' as const, quoted: isQuoted(text, start) }];
  });
}

class FoundScores {
  readonly sheet = new ScoreSheet();
  total: number | undefined;

  collect(value: Written): void {
    if (typeof value !== 'object' || value === null) return;
    if (!('fields' in value)) {
      for (const item of value) this.collect(item);
      return;
    }
    const named = dimensionNamedIn(value);
    if (named !== undefined) {
      this.sheet.add(named, scoreIn(value) ?? NaN);
      return;
    }
    const otherScale = isOnOtherScale(value);
    for (const [key, given] of value.fields) {
      const dimension = dimensionOf(key);
      if (dimension !== undefined) this.sheet.add(dimension, otherScale ? NaN : numberOf(given, 5));
      else if (isTotal(key)) this.total = numberOf(given, 15);
      else if (!ASIDE.test(key)) this.collect(given);
    }
  }
}

function dimensionNamedIn({ fields }: WrittenObject): ReturnType<typeof dimensionOf> {
  const name = fields.find(([key]) => NAMING.test(key))?.[1];
  return typeof name === 'string' ? dimensionOf(name) : undefined;
}

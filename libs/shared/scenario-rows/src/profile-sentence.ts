import { isAttributeKey } from '@rookery/shared-scenario';
import { columnNamed, type Column } from './column-names.ts';

/** What may stand before the first attribute. */
const LEAD = /^\s*(?:(?:user\s+)?(?:background|profile))\s*:\s*/i;
/** The name of an attribute, after the end of the value before it. */
const LABEL = /(?:^|[,;.\n|])\s*([\p{L}][\p{L} _/-]{0,40}?)\s*:/gu;

/**
 * A profile that is written as one sentence, as the authors' result files have it: "Age: 45-54 years, Gender: Male, ..". Values
 * reach to the next name of an attribute, whatever signs they hold. Undefined where the text is no such sentence: it has to
 * begin with an attribute, name two or more, and none twice.
 */
export function profileSentence(text: string): ReadonlyMap<Column, string> | undefined {
  const sentence = text.replace(LEAD, '').trim();
  const labels = [...sentence.matchAll(LABEL)].flatMap((match) => {
    const column = columnNamed(match[1] ?? '');
    const isLabel = column !== undefined && (isAttributeKey(column) || column === 'scenario');
    return isLabel ? [{ column, from: match.index, to: match.index + match[0].length }] : [];
  });
  if (labels[0]?.from !== 0 || labels.length < 2) return undefined;
  const values = labels.map(({ column, to }, index): [Column, string] => [
    column,
    // The sentence ends with a stop of its own.
    sentence
      .slice(to, labels[index + 1]?.from ?? sentence.length)
      .replace(index === labels.length - 1 ? /\.\s*$/ : '', '')
      .trim(),
  ]);
  const profile = new Map(values);
  return profile.size === values.length ? profile : undefined;
}

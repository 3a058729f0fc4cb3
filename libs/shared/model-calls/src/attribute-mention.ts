import { attributeOf, type AttributeKey } from '@rookery/shared-scenario';

/** The candidate that a name stands for: its key or its label, whatever the case and the spaces. */
export function candidateNamed(name: string, candidates: readonly AttributeKey[]): AttributeKey | undefined {
  const wanted = plain(name);
  return candidates.find((key) => plain(key) === wanted || plain(attributeOf(key).label) === wanted);
}

/** The candidates that a text mentions by key or label, in the order of their first mention. */
export function candidatesMentioned(text: string, candidates: readonly AttributeKey[]): AttributeKey[] {
  const words = ` ${plain(text)} `;
  return candidates
    .map((key) => ({ key, at: firstMention(words, [plain(key), plain(attributeOf(key).label)]) }))
    .filter(({ at }) => at !== Infinity)
    .sort((a, b) => a.at - b.at)
    .map(({ key }) => key);
}

function firstMention(words: string, names: readonly string[]): number {
  const found = names.map((name) => words.indexOf(` ${name} `)).filter((at) => at !== -1);
  return Math.min(...found, Infinity);
}

/** Lower case, every run of other signs one space: `Self-harm history` and `self_harm_history` are the same. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

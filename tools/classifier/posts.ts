import type { CrisisLevel, LabelledMessage } from '@rookery/agent-crisis';

/** Kinds of messages that cannot stand as one line in a post about other things. */
const ALONE: Readonly<Record<Exclude<CrisisLevel, 'none'>, readonly string[]>> = {
  crisis: [
    'now',
    'violence_other',
    'rambling',
    'posts',
    'abuse_now',
    'otherdanger',
    'harmothers',
    'newmother',
  ],
  concern: ['abuse', 'past', 'others_suicidal', 'means', 'rambling', 'otherdanger', 'pastattempt'],
};
/** Longer ones are posts by themselves. In UTF-16 units. */
const LONGEST_LINE = 200;

/**
 * Longer posts put together from parts, half of them harmless: circumstances of a life, and between them one or two lines that say how it is,
 * or a plain question. The circumstances are the same in both, so that a hard life alone is learned to be no alarm.
 * @param lines messages of which lines are taken
 * @param parts kind `opening`, `context`, `question`, `closing-none`, `closing-both`
 * @param seed same seed, same posts
 */
export function composedPosts(
  lines: readonly LabelledMessage[],
  parts: readonly LabelledMessage[],
  count: number,
  seed: number,
): LabelledMessage[] {
  const next = randomNumbers(seed);
  const pick = (from: readonly string[]): string => ended(from[Math.floor(next() * from.length)] ?? '');
  const ofKind = (kind: string): string[] =>
    parts.filter((part) => part.kind === kind).map(({ text }) => text);
  const linesOf = (level: Exclude<CrisisLevel, 'none'>): string[] =>
    lines
      .filter(
        (one) => one.level === level && !ALONE[level].includes(one.kind) && one.text.length <= LONGEST_LINE,
      )
      .map(({ text }) => text);
  const openings = ofKind('opening');
  const contexts = ofKind('context');
  const closings = ofKind('closing-both');
  const kinds = { crisis: linesOf('crisis'), concern: linesOf('concern') };
  return Array.from({ length: count }, (_, i) => {
    const level = i % 2 === 0 ? 'none' : i % 4 === 1 ? 'crisis' : 'concern';
    const life = new Set<string>();
    for (let wanted = 1 + Math.floor(next() * 4); life.size < wanted;) life.add(pick(contexts));
    const told = next() < 0.5 ? [pick(openings)] : [];
    if (level === 'none') {
      told.push(...life, pick(ofKind('question')));
      told.push(pick(next() < 0.5 ? ofKind('closing-none') : closings));
    } else {
      const said = [pick(kinds[level]), ...(next() < 0.4 ? [pick(kinds.concern)] : [])];
      const at = next() < 0.6 ? life.size : Math.floor(next() * life.size);
      told.push(...[...life].toSpliced(at, 0, ...said));
      if (next() < 0.7) told.push(pick(closings));
    }
    const text = told.join(next() < 0.2 ? '\n\n' : ' ');
    return { language: 'en', level, kind: 'composed', text: next() < 0.25 ? text.toLowerCase() : text };
  });
}

function ended(text: string): string {
  return /[.?!]$/u.test(text) ? text : `${text}.`;
}

/** Numbers of 0..1, the same for the same seed: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

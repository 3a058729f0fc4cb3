/** Dumps of submissions of our own making, for tests: no post in them was ever written by anybody. */

/** splitmix32. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

const OTHERS = ['pics', 'AskReddit', 'aww', 'worldnews', 'gaming'];
const OURS = [
  'relationships',
  'jobs',
  'povertyfinance',
  'socialanxiety',
  'mentalhealth',
  'Adulting',
  'college',
];
const NAMES = ['Sarah Miller', 'James Wilson', 'Maria Garcia', 'David Brown'];
const FEELINGS = ['lonely', 'anxious', 'exhausted', 'hopeless', 'overwhelmed'];
const JOBS = ['nurse', 'teacher', 'driver', 'cook', 'accountant'];
const ILLNESSES = ['asthma', 'diabetes', 'chronic pain', 'epilepsy'];
const WORRIES = ['depression', 'anxiety', 'ptsd', 'panic attacks'];

/** A line of a dump. */
export interface SyntheticPost {
  readonly id: string;
  readonly subreddit: string;
  readonly title: string;
  readonly selftext: string;
  readonly created_utc: number;
}

/**
 * Posts without end, the same for the same seed: one in ten is of a subreddit that is read, half of these tell eight attributes, and one in
 * ten of all is what dumps have besides: removed, empty, a copy.
 */
export function* syntheticPosts(seed: number): Generator<SyntheticPost, never, undefined> {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  let last: SyntheticPost | undefined;
  for (let number = 0; ; number += 1) {
    const id = (number + 1_000_000).toString(36);
    const subreddit = next() < 0.1 ? pick(OURS) : pick(OTHERS);
    const kind = next();
    const told = next() < 0.5;
    const age = 19 + Math.floor(next() * 40);
    const filler = `Day ${number} of the same thing. `.repeat(3 + Math.floor(next() * 20));
    const full = [
      `I am ${age}, and I'm a woman who is tired. I am divorced, and I'm a ${pick(JOBS)}.`,
      `We're broke since spring. I have a bachelor's degree and ${pick(ILLNESSES)}.`,
      `I have ${pick(WORRIES)}, and I feel so ${pick(FEELINGS)}. My sister ${pick(NAMES)} does not call.`,
      filler,
      `Write to me at reader${number}@example.com or u/reader_${number}.`,
      `How do I get through week ${number} of this?`,
    ];
    const selftext =
      kind < 0.05
        ? '[removed]'
        : kind < 0.08
          ? ''
          : told
            ? full.join('\n')
            : `${filler}\nWhat would you do about it?`;
    const post = {
      id,
      subreddit,
      title: `Question ${number}`,
      selftext,
      created_utc: 1_600_000_000 + number,
    };
    if (kind > 0.98 && last !== undefined) yield { ...last, id };
    else yield post;
    last = post;
  }
}

/** A dump of about so many bytes, in chunks of some hundred kilobytes. */
export function* syntheticDump(seed: number, bytes: number): Generator<Uint8Array, void, undefined> {
  let written = 0;
  let lines = '';
  for (const post of syntheticPosts(seed)) {
    lines += `${JSON.stringify(post)}\n`;
    if (lines.length < 200_000) continue;
    const chunk = Buffer.from(lines);
    lines = '';
    written += chunk.length;
    yield chunk;
    if (written >= bytes) return;
  }
}

/** What a mark of a reasoning model is. */
export type Mark =
  /** Begins a thought of its family. */
  | { readonly kind: 'opening'; readonly family: string; readonly length: number }
  /** Ends one. */
  | { readonly kind: 'closing'; readonly family: string; readonly length: number }
  /** Begins the name of a channel, which ends at a `message` mark. */
  | { readonly kind: 'channel'; readonly length: number }
  | { readonly kind: 'message'; readonly length: number }
  /** Ends what is said in a channel. */
  | { readonly kind: 'channelEnd'; readonly length: number }
  /** Around the answer itself, beside thoughts: taken out, and what is in it stays. */
  | { readonly kind: 'wrapping'; readonly length: number };

/** Names of tags around thoughts; all are one family, because models mix them up. */
const TAG_NAMES =
  'think|thinking|thought|thoughts|reasoning|reflection|scratchpad|seed:think|antthinking|ant_thinking|inner_monologue|inner_thoughts|internal_monologue|internal_thoughts|chain_of_thought|thought_process|thinking_process|self_reflection|deep_think|think_fast|think_faster|cot';
/** Names within `<|..|>`. */
const TOKEN_NAMES = 'think|thinking|thought|thoughts|reasoning';
const WRAPPING_TAGS = 'answer|final_answer|response';

/** No mark is longer, so a text that might become one is held back no longer. */
export const LONGEST_MARK = 80;

const TAG = new RegExp(`<(/?)(?:${TAG_NAMES})(?:\\s[^<>]{0,40})?\\s?>`, 'iy');
const WRAPPING_TAG = new RegExp(`</?(?:${WRAPPING_TAGS})>`, 'iy');
const TOKEN = new RegExp(`<\\|(/|start_|begin_of_|end_|end_of_|)(?:${TOKEN_NAMES})\\|>`, 'iy');
const WRAPPING_TOKEN = /<\|(?:start_|begin_of_|end_|end_of_)(?:response|solution|answer)\|>/iy;
const CHANNEL_TOKEN = /<\|(channel|message|start|end|return|call)\|>/iy;
/** Channels of Gemma: `<|channel>thought`, a text, `<channel|>`. */
const GEMMA = /<\|channel>thought|<channel\|>/iy;
/** Of Apertus. */
const INNER = /<\|inner_(prefix|suffix)\|>/iy;
/** Of models of the Gemma family that were taught to think. */
const UNUSED = /<unused9(?:4>(?:thought)?|5>)/iy;
/** In capitals only: `[think]` is something that people write. */
const BRACKET = /\[(\/?)(?:THINK|THINKING|REASONING)\]/y;
const KIMI = /◁(\/?)think▷/y;

/** The mark that begins at a place of a text. */
export function markAt(text: string, at: number): Mark | undefined {
  switch (text[at]) {
    case '<':
      return tagAt(text, at) ?? tokenAt(text, at);
    case '[':
      return pairAt(BRACKET, 'bracket', text, at);
    case '◁':
      return pairAt(KIMI, 'kimi', text, at);
    default:
      return undefined;
  }
}

/** Whether the text, from its beginning to its end, may be the beginning of a mark. */
export function mayBecomeMark(text: string): boolean {
  return text.length < LONGEST_MARK && BEGINNINGS.test(text);
}

function tagAt(text: string, at: number): Mark | undefined {
  const wrapping = matchAt(WRAPPING_TAG, text, at);
  if (wrapping !== null) return { kind: 'wrapping', length: wrapping[0].length };
  return pairAt(TAG, 'tag', text, at);
}

function tokenAt(text: string, at: number): Mark | undefined {
  const gemma = matchAt(GEMMA, text, at)?.[0];
  if (gemma !== undefined) {
    return { kind: gemma.startsWith('<|') ? 'opening' : 'closing', family: 'gemma', length: gemma.length };
  }
  const channel = matchAt(CHANNEL_TOKEN, text, at);
  if (channel !== null)
    return {
      kind: CHANNEL_KINDS[channel[1]?.toLowerCase() ?? ''] ?? 'channelEnd',
      length: channel[0].length,
    };
  const unused = matchAt(UNUSED, text, at)?.[0];
  if (unused !== undefined) {
    return {
      kind: unused.startsWith('<unused94') ? 'opening' : 'closing',
      family: 'unused',
      length: unused.length,
    };
  }
  const inner = pairAt(INNER, 'inner', text, at, /^suffix/i);
  if (inner !== undefined) return inner;
  const wrapping = matchAt(WRAPPING_TOKEN, text, at);
  if (wrapping !== null) return { kind: 'wrapping', length: wrapping[0].length };
  return pairAt(TOKEN, 'token', text, at, /^(?:\/|end)/i);
}

const CHANNEL_KINDS: Readonly<Record<string, 'channel' | 'message' | 'channelEnd'>> = {
  channel: 'channel',
  message: 'message',
};

function pairAt(
  pattern: RegExp,
  family: string,
  text: string,
  at: number,
  closing = /^\//,
): Mark | undefined {
  const found = matchAt(pattern, text, at);
  if (found === null) return undefined;
  return { kind: closing.test(found[1] ?? '') ? 'closing' : 'opening', family, length: found[0].length };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Every beginning of a word: `t|th|thi|thin|think`, as a pattern. */
function beginnings(word: string): string {
  return [...word].reduceRight((inner, letter) => `(?:${letter.replace(/[|[\]/]/, '\\$&')}${inner})?`, '');
}

const BEGINNINGS = new RegExp(
  [
    `<\\/?(?:${`${TAG_NAMES}|${WRAPPING_TAGS}`.split('|').map(beginnings).join('|')})`,
    // A whole name, and then attributes that have not ended.
    `<\\/?(?:${TAG_NAMES})(?:\\s[^<>]{0,40})?\\s?`,
    `<\\|?(?:\\/|start_|begin_of_|end_of_|end_|)(?:${`${TOKEN_NAMES}|response|solution|answer`.split('|').map(beginnings).join('|')})\\|?`,
    `<\\|(?:${['start_', 'begin_of_', 'end_of_'].map(beginnings).join('|')})`,
    `<\\|(?:${['channel', 'message', 'start', 'end', 'return', 'call'].map(beginnings).join('|')})\\|?`,
    `<(?:\\|channel>(?:${beginnings('thought')}))`,
    `<(?:${beginnings('channel|')})`,
    `<(?:\\|(?:${['inner_prefix|', 'inner_suffix|'].map(beginnings).join('|')}))`,
    `<(?:${['unused95', 'unused94>thought'].map(beginnings).join('|')})`,
    `\\[\\/?(?:${['THINKING', 'REASONING'].map(beginnings).join('|')})`,
    `◁\\/?(?:${beginnings('think')})`,
  ]
    .map((pattern) => `^(?:${pattern})$`)
    .join('|'),
  'i',
);

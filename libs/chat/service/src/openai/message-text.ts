/** What a message says in words. */
export interface MessageText {
  /** Without U+0000, which nothing here can keep. */
  readonly text: string;
  /** Type of a part that is no text, and no thought or note beside it; undefined: there is none. */
  readonly unreadable: string | undefined;
}

/** Parts whose `text` is what is said. */
const WORDS = new Set(['text', 'input_text', 'output_text']);
/** Parts beside what is said, which nobody has to read. */
const BESIDE = new Set([
  'thinking',
  'reasoning',
  'redacted_thinking',
  'refusal',
  'tool_use',
  'tool_result',
  'tool_call',
]);

/** Reads the content of a message, whatever it is: text, parts, or nothing. */
export function messageText(content: unknown): MessageText {
  if (typeof content === 'string') return { text: clean(content), unreadable: undefined };
  if (!Array.isArray(content)) return { text: '', unreadable: undefined };
  const texts: string[] = [];
  let unreadable: string | undefined;
  for (const part of content as readonly unknown[]) {
    if (typeof part === 'string') texts.push(part);
    if (typeof part !== 'object' || part === null) continue;
    const { type, text } = part as { readonly type?: unknown; readonly text?: unknown };
    if (typeof type !== 'string') continue;
    if (WORDS.has(type) && typeof text === 'string') texts.push(text);
    // The name of a type is the client's; a long one would be something else.
    else if (!BESIDE.has(type)) unreadable ??= /^[\w.-]{1,40}$/.test(type) ? type : 'this';
  }
  return { text: clean(texts.join('\n')), unreadable };
}

function clean(text: string): string {
  return text.replaceAll('\u0000', '');
}

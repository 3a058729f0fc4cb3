import { AnswerState } from '@rookery/shared-contracts';
import { endOf } from './finish-reason.ts';
import { type Refusal, refusalIn } from './refusal.ts';
import { sortedRefusal } from './sorted-refusal.ts';
import { ThoughtFilter } from './thought-filter.ts';
import { count, record, string } from './untyped.ts';

/** What was read of an answer, whole or in pieces. */
export interface ReadAnswer {
  /** Without thoughts. */
  readonly text: string;
  readonly state: AnswerState;
  /** The server's own word for its end, when it is a plain word; else empty. */
  readonly serverReason: string;
  /** Thoughts were taken out of the text, or came beside it. */
  readonly thought: boolean;
  /** The model sent closing marks of thoughts without opening ones. */
  readonly thoughtSilently: boolean;
  /** As the server counts, thoughts included; undefined: it does not say. */
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Characters that the model wrote, thoughts included. */
  readonly written: number;
}

/** What is known of how a model thinks; see ThoughtFilter. */
export type ThinkingHabit =
  /** Nothing: a silent thought is waited for. */
  | 'unknown'
  /** It sends closing marks without opening ones. */
  | 'silent'
  /** It does not think, or so that it can be seen at once. */
  | 'visible';

/** Fields beside the text in which servers put thoughts. */
const THOUGHT_FIELDS = [
  'reasoning_content',
  'reasoning',
  'thinking',
  'reasoning_text',
  'thought',
  'thoughts',
  'reasoning_details',
  'thinking_blocks',
  'reasoning_steps',
] as const;
/** Types of parts that are thoughts. */
const THOUGHT_PARTS = /^(?:thinking|reasoning|thought|redacted_thinking|summary)/;

/**
 * The one place that decides what a model said: reads the messages of answers, whole ones and the pieces of streams. Parts of
 * contents are joined, thoughts are left out, and how it ended is read into a state.
 */
export class AnswerReader {
  readonly #habit: ThinkingHabit;
  readonly #thoughts: ThoughtFilter;
  #finishReason: string | undefined;
  #brokenBy: 'filter' | 'error' | undefined;
  #inputTokens: number | undefined;
  #outputTokens: number | undefined;
  #written = 0;
  #hasMessage = false;

  /** @param streamed texts are passed on as they come: then what is known of the model decides what is held back */
  constructor(habit: ThinkingHabit, streamed: boolean) {
    this.#habit = habit;
    this.#thoughts = new ThoughtFilter(!streamed || habit !== 'visible');
  }

  /** Something was there to be read, if only an empty one. */
  get hasMessage(): boolean {
    return this.#hasMessage;
  }

  /** Something was written, thoughts included. */
  get hasBegun(): boolean {
    return this.#written > 0;
  }

  /** The server has said why it ended. */
  get ended(): boolean {
    return this.#finishReason !== undefined || this.#brokenBy !== undefined;
  }

  /** Reads a whole answer or a chunk of one. @returns text to pass on */
  read(body: unknown): string {
    const { choices, usage, x_groq: groq } = record(body);
    this.#readUsage(record(usage ?? record(groq)['usage']));
    const choice = firstChoice(choices);
    if (choice === undefined) return '';
    this.#readEnd(choice);
    const message = choice['message'] ?? choice['delta'] ?? (choice['text'] === undefined ? undefined : {});
    this.#hasMessage ||= message !== undefined || this.#brokenBy !== undefined;
    return this.#readMessage(record(message), choice['text']);
  }

  /** The server has broken off and says so itself. */
  breakOff(refusal: Refusal): void {
    this.#brokenBy = sortedRefusal(refusal, false) === 'filtered' ? 'filter' : 'error';
  }

  /** Nothing more comes. @returns the rest of the text to pass on */
  end(): string {
    return this.#thoughts.end(this.#habit === 'silent' && this.#end() === 'cut');
  }

  /** The answer; complete after `end`. */
  answer(): ReadAnswer {
    const { text, thought, thoughtSilently } = this.#thoughts;
    return {
      text,
      state: this.#state(text),
      serverReason: plainWord(this.#finishReason ?? ''),
      thought,
      thoughtSilently,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      written: this.#written,
    };
  }

  #state(text: string): AnswerState {
    switch (this.#end()) {
      case 'filtered':
        return AnswerState.FILTERED;
      case 'torn':
        return AnswerState.TORN;
      case 'cut':
        return AnswerState.CUT;
      case 'whole':
        return text.trim() === '' ? AnswerState.EMPTY : AnswerState.WHOLE;
    }
  }

  #end(): ReturnType<typeof endOf> {
    if (this.#brokenBy !== undefined) return this.#brokenBy === 'filter' ? 'filtered' : 'torn';
    return endOf(this.#finishReason ?? '');
  }

  #readEnd(choice: Record<string, unknown>): void {
    this.#finishReason = string(choice['finish_reason']) ?? this.#finishReason;
    const refusal = refusalIn({ error: choice['error'], choices: [] });
    if (refusal !== undefined) this.breakOff(refusal);
  }

  #readMessage(message: Record<string, unknown>, completionText: unknown): string {
    let passed = '';
    for (const field of THOUGHT_FIELDS) {
      const thought = textIn(message[field]);
      if (thought === '') continue;
      this.#written += thought.length;
      passed += this.#thoughts.thoughtBeside();
      // Some servers send the same thought under both names.
      break;
    }
    const { content } = message;
    const parts = Array.isArray(content) ? content : isObject(content) ? [content] : undefined;
    if (parts !== undefined) return passed + parts.map((part) => this.#readPart(part)).join('');
    return passed + this.#say(string(content) ?? string(message['refusal']) ?? string(completionText) ?? '');
  }

  #readPart(part: unknown): string {
    const { type, text, thought } = record(part);
    if (thought === true || (typeof type === 'string' && THOUGHT_PARTS.test(type))) {
      this.#written += textIn(part).length;
      return this.#thoughts.thoughtBeside();
    }
    return this.#say(string(part) ?? textIn(text) ?? '');
  }

  #say(text: string): string {
    this.#written += text.length;
    return this.#thoughts.push(text);
  }

  #readUsage(usage: Record<string, unknown>): void {
    this.#inputTokens = count(usage['prompt_tokens'] ?? usage['input_tokens']) ?? this.#inputTokens;
    const written = count(usage['completion_tokens'] ?? usage['output_tokens']);
    if (written === undefined) return;
    // Some count thoughts in the sum alone.
    const sum = count(usage['total_tokens']) ?? 0;
    this.#outputTokens = Math.max(written, sum - (this.#inputTokens ?? sum));
  }
}

function firstChoice(choices: unknown): Record<string, unknown> | undefined {
  if (!Array.isArray(choices)) return undefined;
  const found: unknown = choices.find((choice) => (record(choice)['index'] ?? 0) === 0);
  return found === undefined ? undefined : record(found);
}

/** The text of a value that may be a text, a part or a list of either. */
function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textIn).join('');
  const { text, thinking, content, summary, reasoning, value: plain, thought } = record(value);
  const inner = text ?? thinking ?? reasoning ?? content ?? summary ?? plain ?? thought;
  return inner === undefined || inner === null ? '' : textIn(inner);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function plainWord(reason: string): string {
  return /^[A-Za-z][\w.-]{0,59}(?:: ?[A-Za-z_]{1,40})?$/.test(reason) ? reason : '';
}

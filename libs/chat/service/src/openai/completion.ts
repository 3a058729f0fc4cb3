import { randomUUID } from 'node:crypto';
import type { Usage } from '@rookery/shared-contracts';

/** What the platform adds to a completion: what a program may want to know of a turn. */
export interface TurnNote {
  /**
   * `question`: the next user message is taken as the reply. `notice`: somebody to turn to and that no answer could be given. `task`:
   * what a program asked of the model.
   */
  readonly kind: 'question' | 'answer' | 'notice' | 'task';
  /** What a question asks for. */
  readonly attribute?: string;
  /** True when a simulated model wrote an answer: it is no measurement, and no advice. */
  readonly simulated?: boolean;
  /** Attributes asked for in the conversation so far, with an answer. */
  readonly asked?: readonly string[];
  /** True when an answer takes up that somebody may be in danger. */
  readonly crisis?: boolean;
  /** Why there is a notice and no answer. */
  readonly error?: { readonly message: string; readonly code: string | null };
}

/** How a completion ended. */
export interface CompletionEnd {
  readonly note: TurnNote;
  /** Of the whole conversation, with its answer. */
  readonly usage: Usage | undefined;
  /** The model ran into its limit of tokens. */
  readonly cut: boolean;
}

/** The words of a completion, whole or in chunks, in the shapes that clients of OpenAI read. */
export class Completion {
  readonly #model: string;
  readonly #id = `chatcmpl-${randomUUID()}`;
  readonly #created = Math.floor(Date.now() / 1000);

  constructor(model: string) {
    this.#model = model;
  }

  whole(content: string, { note, usage, cut }: CompletionEnd): object {
    const message = { role: 'assistant', content, refusal: null };
    return {
      ...this.#head('chat.completion'),
      choices: [{ index: 0, message, finish_reason: reasonOf(cut), logprobs: null }],
      usage: usageOf(usage),
      rookery: note,
    };
  }

  /** The first chunk. */
  begin(): object {
    return this.#chunk({ role: 'assistant', content: '' }, null);
  }

  piece(content: string): object {
    return this.#chunk({ content }, null);
  }

  /** The last chunk with a choice. */
  end({ note, cut }: CompletionEnd): object {
    return { ...this.#chunk({}, reasonOf(cut)), rookery: note };
  }

  /** Follows the end when the client asked for it. */
  usage(usage: Usage | undefined): object {
    return { ...this.#head('chat.completion.chunk'), choices: [], usage: usageOf(usage) };
  }

  #chunk(delta: object, finishReason: 'stop' | 'length' | null): object {
    const choice = { index: 0, delta, finish_reason: finishReason, logprobs: null };
    return { ...this.#head('chat.completion.chunk'), choices: [choice] };
  }

  #head(object: string): object {
    return { id: this.#id, object, created: this.#created, model: this.#model };
  }
}

function reasonOf(cut: boolean): 'stop' | 'length' {
  return cut ? 'length' : 'stop';
}

// All calls of a conversation are counted with its answer.
function usageOf(usage: Usage | undefined): object {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

import type { GenerateRequest } from '@rookery/shared-contracts';
import type { OpenAI } from 'openai';
import { chatRequest } from './chat-request.ts';
import type { RawAnswer } from './completion.ts';
import type { Dialect } from './dialect.ts';
import { BrokenAnswer } from './failure.ts';
import { type QuietLimit, quietLimit } from './quiet-limit.ts';
import { count, record, string } from './untyped.ts';

/** A stream whose first chunk has arrived: from here on nothing is repeated. */
export interface OpenStream {
  /** The pieces of text; rejects like `openStream`. */
  pieces(): AsyncIterable<string>;
  /** The whole answer; complete once the pieces have ended. */
  answer(): RawAnswer;
  /** Stops the server; harmless after the end. */
  stop(): void;
}

/** Opens a stream and waits for its first chunk. Rejects with the SDK's errors, BrokenAnswer or Stalled. */
export async function openStream(
  client: OpenAI,
  request: GenerateRequest,
  dialect: Dialect,
  quietMs: number,
  signal: AbortSignal,
): Promise<OpenStream> {
  const quiet = quietLimit(quietMs, signal);
  try {
    const stream = await client.chat.completions.create(
      {
        ...chatRequest(request, dialect),
        stream: true,
        ...(dialect.streamUsage && { stream_options: { include_usage: true } }),
      },
      { signal: quiet.signal },
    );
    const chunks = stream[Symbol.asyncIterator]();
    const first = await chunks.next();
    return new ReadStream(first, chunks, quiet, () => stream.controller.abort());
  } catch (caught) {
    quiet.end();
    throw quiet.stalled() ?? caught;
  }
}

class ReadStream implements OpenStream {
  readonly #chunks: AsyncIterator<unknown>;
  readonly #quiet: QuietLimit;
  readonly #abort: () => void;
  #next: IteratorResult<unknown>;
  #text = '';
  #finishReason: string | undefined;
  #inputTokens: number | undefined;
  #outputTokens: number | undefined;

  constructor(
    first: IteratorResult<unknown>,
    chunks: AsyncIterator<unknown>,
    quiet: QuietLimit,
    abort: () => void,
  ) {
    this.#next = first;
    this.#chunks = chunks;
    this.#quiet = quiet;
    this.#abort = abort;
    quiet.heard();
  }

  async *pieces(): AsyncIterable<string> {
    try {
      while (this.#next.done !== true) {
        const piece = this.#read(this.#next.value);
        if (piece !== '') yield piece;
        // Restarted after the yield as well: a slow reader is not a silent server.
        this.#quiet.heard();
        this.#next = await this.#chunks.next();
      }
    } catch (caught) {
      throw this.#quiet.stalled() ?? caught;
    } finally {
      this.stop();
    }
    // The SDK ends quietly when it is aborted and when the connection closes in the middle; only the reason
    // tells a whole answer.
    if (this.#finishReason === undefined) {
      throw this.#quiet.stalled() ?? new BrokenAnswer('the model server ended its stream early');
    }
  }

  answer(): RawAnswer {
    return {
      text: this.#text,
      finishReason: this.#finishReason,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
    };
  }

  stop(): void {
    this.#quiet.end();
    this.#abort();
  }

  #read(chunk: unknown): string {
    const { choices, usage } = record(chunk);
    const choice = Array.isArray(choices) ? record(choices[0]) : {};
    const delta = record(choice['delta']);
    this.#finishReason = string(choice['finish_reason']) ?? this.#finishReason;
    this.#inputTokens = count(record(usage)['prompt_tokens']) ?? this.#inputTokens;
    this.#outputTokens = count(record(usage)['completion_tokens']) ?? this.#outputTokens;
    const piece = string(delta['content']) ?? string(delta['refusal']) ?? '';
    this.#text += piece;
    return piece;
  }
}

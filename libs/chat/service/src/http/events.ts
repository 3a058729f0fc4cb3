import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { cutWhenUnread } from './unread.ts';

/** A response as server-sent events, at the pace of its reader. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;
  readonly #unreadMs: number;

  /**
   * Sends the head.
   * @param unreadMs after which a reader that takes nothing is left
   */
  constructor(response: ServerResponse, signal: AbortSignal, unreadMs: number) {
    this.#response = response;
    this.#signal = signal;
    this.#unreadMs = unreadMs;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      // Proxies that gather output would turn the stream into one piece.
      'x-accel-buffering': 'no',
    });
  }

  async send(data: object | '[DONE]'): Promise<void> {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    if (this.#response.write(`data: ${text}\n\n`)) return;
    using _ = cutWhenUnread(this.#response, this.#unreadMs);
    await once(this.#response, 'drain', { signal: this.#signal });
  }

  /** A sign of life, which readers of events pass over. */
  comment(text: string): void {
    this.#response.write(`: ${text}\n\n`);
  }

  end(): void {
    this.#response.end();
  }
}

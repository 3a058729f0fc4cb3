import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A response as server-sent events, at the pace of its reader. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;

  /** Sends the head. */
  constructor(response: ServerResponse, signal: AbortSignal) {
    this.#response = response;
    this.#signal = signal;
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

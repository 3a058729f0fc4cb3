import { hash } from 'node:crypto';
import {
  broken,
  cutOff,
  failing,
  startModelServer,
  stalling,
  vllm,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { between, oneOf } from '../random.ts';

export const MODEL = 'chaos-model';

/** A completion that was asked for. */
export interface Asked {
  /** Of all that was sent: the same for the same question. */
  readonly digest: string;
  /** What was said to the model. */
  readonly words: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds since 1970; not set: it was given no whole answer. */
  answeredAt?: number;
}

const FAULTS: readonly Behaviour[] = [
  failing(500, { message: 'internal error' }),
  failing(503, { message: 'overloaded' }),
  failing(429, { message: 'slow down' }, { 'retry-after': '1' }),
  broken,
  cutOff,
  stalling,
];

/** The model server of a scenario: a scripted one (no model is behind it) that keeps a log of what it was asked. */
export class Upstream {
  readonly asked: Asked[] = [];
  /** How many of them went wrong. */
  wentWrong = 0;
  readonly #server: ModelServer;

  private constructor(server: ModelServer) {
    this.#server = server;
  }

  /**
   * @param latencyMs the shortest and the longest answer
   * @param faults share of completions that go wrong, 0..1
   * @param host where it listens
   */
  static async start(
    random: () => number,
    latencyMs: readonly [number, number],
    faults = 0,
    host?: string,
  ): Promise<Upstream> {
    const upstream = new Upstream(await startModelServer(host === undefined ? {} : { host }));
    const good = vllm({ model: MODEL, startedAt: 1 });
    upstream.#server.behave((response, request) => {
      if (!request.path.startsWith('/v1/chat/completions')) {
        good(response, request);
        return;
      }
      const asked: Asked = { digest: hash('sha256', request.text), words: request.words, at: Date.now() };
      upstream.asked.push(asked);
      const fault = random() < faults ? oneOf(FAULTS, random) : undefined;
      if (fault !== undefined) upstream.wentWrong += 1;
      setTimeout(
        () => {
          if (response.destroyed) return;
          if (fault === undefined) response.on('finish', () => (asked.answeredAt = Date.now()));
          (fault ?? good)(response, request);
        },
        between(...latencyMs, random),
      );
    });
    return upstream;
  }

  get baseUrl(): string {
    return this.#server.baseUrl;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

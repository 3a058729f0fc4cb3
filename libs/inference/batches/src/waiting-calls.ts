import { asRookeryError, type RookeryError } from '@rookery/shared-errors';
import type { BatchAnswer } from './batch-server.ts';
import { full } from './refusals.ts';

/** A request that may wait for a batch. */
export interface BatchItem {
  /** Names the caller's intended effect, its natural key: asked for again, the same request joins its batch or gets its answer. */
  readonly key: string;
  readonly model: string;
  readonly body: object;
  /** Whether an answer that came while nobody waited is worth giving; else the request is made anew. */
  readonly isUsable: (answer: BatchAnswer) => boolean;
}

/** One request that somebody waits for. */
export interface Waiting {
  readonly customId: string;
  readonly item: BatchItem;
  readonly line: Buffer;
  readonly answer: PromiseWithResolvers<BatchAnswer>;
  callers: number;
  /** It came when its batch had ended. */
  late: boolean;
  /** The batch that it waits for. */
  batch: string | undefined;
}

/**
 * Calls that wait at once. Each holds a stream of its caller's connection, of which there are 1,024: others have to get through for as
 * long as a batch takes.
 */
const MOST_WAITING = 896;
const URL = '/v1/chat/completions';

/** Who waits here, and for which batch. */
export class WaitingCalls {
  readonly #waiting = new Map<string, Waiting>();
  /** Of each batch, who waits for it here. */
  readonly #attached = new Map<string, Set<Waiting>>();

  get(customId: string): Waiting | undefined {
    return this.#waiting.get(customId);
  }

  /** @throws RookeryError RESOURCE_EXHAUSTED when as many wait as may */
  add(customId: string, item: BatchItem, body: string): Waiting {
    if (this.#waiting.size >= MOST_WAITING) throw full(MOST_WAITING);
    const line = `{"custom_id":${JSON.stringify(customId)},"method":"POST","url":"${URL}","body":${body}}\n`;
    const waiting: Waiting = {
      customId,
      item,
      line: Buffer.from(line),
      answer: Promise.withResolvers<BatchAnswer>(),
      callers: 0,
      late: false,
      batch: undefined,
    };
    waiting.answer.promise.catch(() => undefined);
    this.#waiting.set(customId, waiting);
    return waiting;
  }

  isWanted(waiting: Waiting): boolean {
    return this.#waiting.get(waiting.customId) === waiting;
  }

  /** Batches that somebody waits for. */
  batches(): string[] {
    return [...this.#attached.keys()];
  }

  waitsFor(batch: string): boolean {
    return this.#attached.has(batch);
  }

  /** It waits for this batch. @returns how many do by now */
  attach(waiting: Waiting, batch: string, ended: boolean): number {
    waiting.batch = batch;
    waiting.late = ended;
    const attached = this.#attached.get(batch) ?? new Set();
    attached.add(waiting);
    this.#attached.set(batch, attached);
    return attached.size;
  }

  /** Nobody waits for this batch any more. @returns who did */
  detach(batch: string): ReadonlySet<Waiting> {
    const attached = this.#attached.get(batch) ?? new Set<Waiting>();
    this.#attached.delete(batch);
    return attached;
  }

  resolve(waiting: Waiting, answer: BatchAnswer): void {
    this.#waiting.delete(waiting.customId);
    waiting.answer.resolve(answer);
  }

  reject(waiting: Waiting, caught: unknown): void {
    if (this.isWanted(waiting)) this.#waiting.delete(waiting.customId);
    waiting.answer.reject(asRookeryError(caught));
  }

  rejectAll(error: RookeryError): void {
    for (const waiting of this.#waiting.values()) waiting.answer.reject(error);
  }

  /** Its last caller has left. */
  leave(waiting: Waiting): void {
    this.#waiting.delete(waiting.customId);
    if (waiting.batch === undefined) return;
    const attached = this.#attached.get(waiting.batch);
    attached?.delete(waiting);
    if (attached?.size === 0) this.#attached.delete(waiting.batch);
  }
}

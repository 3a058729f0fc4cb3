import type { BatchPace } from './pace.ts';
import type { Waiting } from './waiting-calls.ts';

/** What one file may hold (OpenAI's limits are 50,000 requests and 200 MB). */
const MOST_REQUESTS = 50_000;
const MOST_BYTES = 190_000_000;

interface Gathered {
  readonly waiting: Set<Waiting>;
  readonly since: number;
  timer: NodeJS.Timeout;
}

/** Requests of each model that wait until nothing more comes, or their batch is full. */
export class Gathering {
  readonly #pace: BatchPace;
  readonly #submit: (model: string, batch: readonly Waiting[]) => void;
  readonly #models = new Map<string, Gathered>();

  /** @param submit is given one batch after another */
  constructor(pace: BatchPace, submit: (model: string, batch: readonly Waiting[]) => void) {
    this.#pace = pace;
    this.#submit = submit;
  }

  add(waiting: Waiting): void {
    const { model } = waiting.item;
    const { gatherMs, gatherAtMostMs } = this.#pace;
    waiting.batch = undefined;
    waiting.late = false;
    const known = this.#models.get(model);
    const gathered = known ?? { waiting: new Set(), since: performance.now(), timer: setTimeout(() => {}) };
    if (known === undefined) this.#models.set(model, gathered);
    gathered.waiting.add(waiting);
    clearTimeout(gathered.timer);
    const left = gathered.since + gatherAtMostMs - performance.now();
    const isFull = gathered.waiting.size >= MOST_REQUESTS;
    gathered.timer = setTimeout(() => this.#send(model), isFull ? 0 : Math.max(0, Math.min(gatherMs, left)));
  }

  leave(waiting: Waiting): void {
    this.#models.get(waiting.item.model)?.waiting.delete(waiting);
  }

  close(): void {
    for (const { timer } of this.#models.values()) clearTimeout(timer);
  }

  /** Sends what has gathered, in as many batches as it takes. */
  #send(model: string): void {
    const { waiting = new Set<Waiting>() } = this.#models.get(model) ?? {};
    this.#models.delete(model);
    let [batch, bytes]: [Waiting[], number] = [[], 0];
    for (const one of waiting) {
      if (batch.length >= MOST_REQUESTS || bytes + one.line.length > MOST_BYTES) {
        this.#submit(model, batch);
        [batch, bytes] = [[], 0];
      }
      batch.push(one);
      bytes += one.line.length;
    }
    if (batch.length > 0) this.#submit(model, batch);
  }
}

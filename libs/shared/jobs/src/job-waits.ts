import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';

/** What was said holds for so long, in milliseconds: that of a process that died is soon forgotten. */
const HOLDS_MS = 90_000;
/** And is said again after this. */
const SAY_AGAIN_MS = 30_000;

interface Waiting {
  pieces: number;
  /** What each of its pieces waits for. */
  readonly reasons: Map<number, string>;
  again: NodeJS.Timeout | undefined;
}

/** What the jobs of one kind wait for in this process: a job is told of all its pieces at once, for as long as any of them waits. */
export class JobWaits<Spec> {
  readonly #store: Pick<JobStore<Spec>, 'explain'>;
  readonly #process = crypto.randomUUID();
  readonly #jobs = new Map<string, Waiting>();

  constructor(store: Pick<JobStore<Spec>, 'explain'>) {
    this.#store = store;
  }

  /** A piece is begun here; what is said of it holds until all pieces of its job are done here. */
  begin(job: Job<Spec>): void {
    const waiting = this.#jobs.get(keyOf(job)) ?? { pieces: 0, reasons: new Map(), again: undefined };
    this.#jobs.set(keyOf(job), waiting);
    waiting.pieces += 1;
  }

  /** Says what a piece waits for, or with an empty reason that it goes on. */
  async say(job: Job<Spec>, piece: number, reason: string): Promise<void> {
    const waiting = this.#jobs.get(keyOf(job));
    if (waiting === undefined) return;
    const before = waiting.reasons.get(piece) ?? '';
    if (reason === before) return;
    if (reason === '') waiting.reasons.delete(piece);
    else waiting.reasons.set(piece, reason);
    await this.#tell(job, waiting);
  }

  /** A piece is done here. @throws what the database fails with */
  async end(job: Job<Spec>): Promise<void> {
    const waiting = this.#jobs.get(keyOf(job));
    if (waiting === undefined) return;
    waiting.pieces -= 1;
    if (waiting.pieces > 0) return;
    this.#jobs.delete(keyOf(job));
    const said = waiting.reasons.size > 0;
    waiting.reasons.clear();
    if (said) await this.#tell(job, waiting);
  }

  async #tell(job: Job<Spec>, waiting: Waiting): Promise<void> {
    clearTimeout(waiting.again);
    waiting.again = undefined;
    const reason = [...new Set(waiting.reasons.values())].join('; ');
    if (reason !== '') {
      // That it cannot be said now disturbs nobody: it is said again.
      waiting.again = setTimeout(() => void this.#tell(job, waiting).catch(() => undefined), SAY_AGAIN_MS);
      waiting.again.unref();
    }
    await this.#store.explain(job, this.#process, reason, HOLDS_MS);
  }
}

/** A resumed job waits for other things. */
function keyOf({ id, generation }: Job): string {
  return `${id} ${generation}`;
}

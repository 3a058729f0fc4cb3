/** How an attempt at a worker went, as far as it tells of the worker. */
export type AttemptEnd =
  /** The worker could not be reached, or said that it cannot answer. */
  | 'failed'
  /** It answered, with whatever. */
  | 'answered'
  /** The caller left first. */
  | 'left';

/** How long a worker is passed over after a failure, in milliseconds: doubled with each failure in a row. */
const OPEN = { firstMs: 2000, mostMs: 60_000 } as const;

interface Circuit {
  failures: number;
  openUntil: number;
  /** The attempt that finds out whether it answers again. */
  probing: boolean;
}

/**
 * Which workers are passed over because they fail. A failure opens a worker's circuit for two seconds, each further one for twice as
 * long, up to a minute. Then it is half open: one call at a time is let through, and the first that is answered closes it.
 */
export class Circuits {
  readonly #byWorker = new Map<string, Circuit>();

  /** Workers to choose only when nobody else can be. @param now in milliseconds, of a clock that only goes on */
  avoided(now: number): ReadonlySet<string> {
    const avoided = new Set<string>();
    for (const [worker, { openUntil, probing }] of this.#byWorker) {
      if (probing || now < openUntil) avoided.add(worker);
    }
    return avoided;
  }

  /** An attempt begins. @returns notes its end */
  begin(worker: string, now: number): (end: AttemptEnd, at: number) => void {
    const circuit = this.#byWorker.get(worker);
    const probes = circuit !== undefined && !circuit.probing && now >= circuit.openUntil;
    if (probes) circuit.probing = true;
    return (end, at) => {
      if (probes) circuit.probing = false;
      if (end === 'failed') this.#failed(worker, now, at);
      if (end === 'answered') this.#byWorker.delete(worker);
    };
  }

  /** Forgets workers that are not listed any more. */
  keepOnly(workers: ReadonlySet<string>): void {
    for (const worker of this.#byWorker.keys()) if (!workers.has(worker)) this.#byWorker.delete(worker);
  }

  #failed(worker: string, began: number, at: number): void {
    const circuit = this.#byWorker.get(worker) ?? { failures: 0, openUntil: -Infinity, probing: false };
    this.#byWorker.set(worker, circuit);
    // Calls that were in flight together fail together: that is one failure.
    if (began < circuit.openUntil && circuit.failures > 0) return;
    circuit.openUntil = at + Math.min(OPEN.mostMs, OPEN.firstMs * 2 ** circuit.failures);
    circuit.failures += 1;
  }
}

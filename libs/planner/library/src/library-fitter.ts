import type { Embedder } from '@rookery/shared-embedding';
import type { FinishedSearch, LibraryReport } from '@rookery/shared-planner-wasm';
import { asRookeryError } from '@rookery/shared-errors';
import { nextFitAt } from './fit-schedule.ts';
import { FORGOTTEN, type FitStore, type Growth } from './fit-store.ts';

/** What a fitter works with. */
export interface FitterParts {
  readonly store: FitStore;
  readonly embedder: Pick<Embedder, 'name' | 'embed'>;
  /** Learns from searches, on another thread: `SearchHost.fit`. */
  readonly fit: (
    searches: readonly FinishedSearch[],
    signal: AbortSignal,
  ) => Promise<{ readonly bytes: Uint8Array; readonly report: LibraryReport }>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Texts embedded at once. */
const BATCH = 64;

/** How long `close` waits for what is under way: a fit takes a second or two. Milliseconds. */
const GRACE_MS = 10_000;

/**
 * Learns from libraries as they grow, in the background. The fit before stays in use until the new one is stored, in one
 * statement: a process that is killed on the way loses nothing but its work, and whoever looks next does it again.
 *
 * A library never mixes embedders: when a process starts with another one, all searches are placed anew before they are
 * learned from, and until then searches begin with nothing. Not whenever a search ends, or two processes that were given
 * different embedders would undo each other's work without end.
 */
export class LibraryFitter {
  readonly #parts: FitterParts;
  readonly #closing = new AbortController();
  #closed = false;
  /** Libraries that are being looked at; true: look again afterwards. */
  readonly #again = new Map<string, boolean>();
  readonly #working = new Set<Promise<void>>();

  constructor(parts: FitterParts) {
    this.#parts = parts;
  }

  /** Looks at all libraries: what was due when the last process ended is done now. */
  async resume(): Promise<void> {
    for (const library of await this.#parts.store.libraries()) this.#begin(library, true);
  }

  /** To be told after every search that was stored, and of a fit that cannot be used. Returns at once. */
  grown(library: string): void {
    this.#begin(library, false);
  }

  #begin(library: string, starting: boolean): void {
    if (this.#closed) return;
    if (this.#again.has(library)) {
      this.#again.set(library, true);
      return;
    }
    this.#again.set(library, false);
    const work = this.#look(library, starting).finally(() => {
      this.#working.delete(work);
      const again = this.#again.get(library) === true;
      this.#again.delete(library);
      if (again) this.grown(library);
    });
    this.#working.add(work);
  }

  /** Begins nothing more and waits for what is under way, but no longer than that: then it is given up. */
  async close(graceMs = GRACE_MS): Promise<void> {
    this.#closed = true;
    const timer = setTimeout(() => {
      this.#closing.abort();
    }, graceMs);
    await Promise.all(this.#working);
    clearTimeout(timer);
  }

  /** Never rejects: what fails is tried again when the library has grown once more. */
  async #look(library: string, starting: boolean): Promise<void> {
    const { store, embedder, log } = this.#parts;
    try {
      const growth = await store.growth(library);
      if (growth === undefined) return;
      if (isDue(growth, embedder.name, starting)) await this.#fit(library, growth);
    } catch (caught) {
      if (this.#closing.signal.aborted) return;
      const { code, message } = asRookeryError(caught);
      log.warn({ library, code, reason: message }, 'a library could not be learned from');
    }
  }

  async #fit(library: string, growth: Growth): Promise<void> {
    const { finishedSearches, fit: before } = growth;
    const { store, embedder, fit, log } = this.#parts;
    const { signal } = this.#closing;
    const began = performance.now();
    await this.#placeAll(library);
    const { bytes, report } = await fit(await store.placed(library, embedder.name), signal);
    signal.throwIfAborted();
    const version = (before?.version ?? 0) + 1;
    const kept = await store.keep(library, growth, {
      version,
      finishedSearches,
      embedder: embedder.name,
      bytes,
      report,
    });
    const took = Math.round(performance.now() - began);
    if (kept) log.info({ library, version, searches: report.searches, ms: took }, 'learned from a library');
  }

  async #placeAll(library: string): Promise<void> {
    const { store, embedder } = this.#parts;
    const { signal } = this.#closing;
    const unplaced = await store.unplaced(library, embedder.name);
    for (let from = 0; from < unplaced.length; from += BATCH) {
      const some = unplaced.slice(from, from + BATCH);
      const embeddings = await embedder.embed(
        some.map(({ query }) => query),
        signal,
      );
      for (const [index, { path }] of some.entries()) {
        const embedding = embeddings[index];
        if (embedding !== undefined) await store.place(path, embedder.name, embedding);
      }
    }
  }
}

function isDue({ finishedSearches, fit }: Growth, embedder: string, starting: boolean): boolean {
  // What is left of a library after an erasure may be few, and a mean of few says what each of them is.
  if (finishedSearches < nextFitAt(0)) return false;
  const foreign = fit !== undefined && fit.embedder !== embedder;
  if (foreign && (starting || fit.embedder === FORGOTTEN)) return true;
  return finishedSearches >= nextFitAt(fit?.finishedSearches ?? 0);
}

import type { Embedder } from '@rookery/shared-embedding';
import type { CurrentFit, FitStore, LibraryFitter, Placed } from '@rookery/planner-library';
import type { LibraryLesson } from '@rookery/shared-planner-wasm';
import { asRookeryError } from '@rookery/shared-errors';

/** What a search of a library begins with. */
export interface QueryLesson {
  /** Where the query lies among others; undefined where the embedder could not be reached. */
  readonly placed: Placed | undefined;
  /** What the library taught; undefined while there is nothing, or nothing that can be used. */
  readonly lesson: LibraryLesson | undefined;
  /** Version of the fit behind the lesson; 0: none. */
  readonly version: number;
}

/** What lessons are made of. */
export interface LessonParts {
  readonly store: FitStore;
  readonly embedder: Pick<Embedder, 'name' | 'embed'>;
  readonly fitter: Pick<LibraryFitter, 'grown'>;
  readonly log: { warn(fields: object, message: string): void };
}

/** Fits that are kept in memory: two megabytes each at most. */
const MOST_KEPT = 16;

/** What libraries say of queries. A library that cannot be used costs its searches its help, and nothing else. */
export class LibraryLessons {
  readonly #parts: LessonParts;
  readonly #kept = new Map<string, { readonly fit: CurrentFit; readonly bytes: Uint8Array }>();

  /** Libraries that were seen under another embedder. */
  readonly #warned = new Set<string>();

  constructor(parts: LessonParts) {
    this.#parts = parts;
  }

  /** @throws the signal's reason once it is aborted */
  async of(
    library: string,
    query: { readonly text: string; readonly domain: string },
    signal: AbortSignal,
  ): Promise<QueryLesson> {
    const { store, embedder } = this.#parts;
    const placed = await this.#place(library, query.text, signal);
    const current = await store.current(library);
    const none = { placed, lesson: undefined, version: 0 };
    if (placed === undefined || current === undefined) return none;
    if (current.embedder !== embedder.name) {
      this.#warnOnce(library, current.embedder);
      return none;
    }
    const { version, carry } = current;
    const fit = await this.#bytes(library, current);
    if (fit === undefined) return none;
    const { domain } = query;
    return { placed, lesson: { fit, domain, embedding: placed.embedding, carry }, version };
  }

  /** To be told of a lesson that the core refused: its fit is made anew. */
  async refused(library: string, version: number, error: unknown): Promise<void> {
    const { store, fitter, log } = this.#parts;
    const { code, message } = asRookeryError(error);
    log.warn(
      { library, version, code, reason: message },
      'what a library taught cannot be used; it is learned anew',
    );
    this.#kept.delete(library);
    await store.forget(library, version);
    fitter.grown(library);
  }

  /** Lets go of what an erased library taught. */
  forget(library: string): void {
    this.#kept.delete(library);
    this.#warned.delete(library);
  }

  /** Numbers of two embedders cannot be compared. The fitter sees to it when a process starts. */
  #warnOnce(library: string, theirs: string): void {
    const { embedder, log } = this.#parts;
    if (this.#warned.has(library)) return;
    this.#warned.add(library);
    const fields = { library, placed_by: theirs, embedder: embedder.name };
    log.warn(
      fields,
      'a library is placed by another embedder; its searches begin with nothing until it is learned anew',
    );
  }

  async #place(library: string, text: string, signal: AbortSignal): Promise<Placed | undefined> {
    const { embedder, log } = this.#parts;
    try {
      const [embedding] = await embedder.embed([text], signal);
      return embedding && { embedder: embedder.name, embedding };
    } catch (caught) {
      signal.throwIfAborted();
      const { code, message } = asRookeryError(caught);
      log.warn(
        { library, code, reason: message },
        'a query could not be placed; its search begins with nothing',
      );
      return undefined;
    }
  }

  async #bytes(library: string, fit: CurrentFit): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(library);
    if (kept?.fit.incarnation === fit.incarnation && kept.fit.version === fit.version) return kept.bytes;
    const bytes = await this.#parts.store.bytes(library, fit);
    if (bytes === undefined) return undefined;
    this.#kept.delete(library);
    this.#kept.set(library, { fit, bytes });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return bytes;
  }
}

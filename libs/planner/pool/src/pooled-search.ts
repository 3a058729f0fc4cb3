import type {
  Answer,
  LibraryLesson,
  ModelWeight,
  PathEstimate,
  Problem,
  Question,
  SearchProgress,
} from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { packAnswers, unpackPath, unpackProgress, unpackQuestions } from './packing.ts';
import type { HostedSearch } from './search-host.ts';
import type { SearchThread } from './search-thread.ts';

/** How a search begins on its thread. */
export type Beginning =
  | {
      readonly problem: Problem;
      readonly planner: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly lesson: LibraryLesson | undefined;
    }
  | { readonly bytes: Uint8Array };

/**
 * A search whose state lives on a thread of a pool. Errors are those of `Search`, and UNAVAILABLE with the reason
 * SEARCH_LOST once its thread has ended.
 */
export class PooledSearch implements HostedSearch {
  readonly #thread: SearchThread;
  readonly #search: number;
  readonly #onClose: () => void;
  #closed = false;

  private constructor(thread: SearchThread, search: number, onClose: () => void) {
    this.#thread = thread;
    this.#search = search;
    this.#onClose = onClose;
  }

  /**
   * @param search a number that no other search of the thread has
   * @param onClose called once, when the search is closed or could not begin
   */
  static async begin(
    thread: SearchThread,
    search: number,
    beginning: Beginning,
    onClose: () => void,
  ): Promise<PooledSearch> {
    const begun = new PooledSearch(thread, search, onClose);
    try {
      if ('bytes' in beginning) await thread.call('restore', { search, bytes: beginning.bytes });
      else await thread.call('start', { search, ...beginning });
      return begun;
    } catch (caught) {
      begun.close();
      throw caught;
    }
  }

  async ask(max: number): Promise<Question[]> {
    this.#mustBeOpen();
    return unpackQuestions(await this.#thread.call('ask', { search: this.#search, max }));
  }

  async tell(answers: readonly Answer[]): Promise<void> {
    this.#mustBeOpen();
    const packed = packAnswers(answers);
    await this.#thread.call('tell', { search: this.#search, answers: packed }, [packed.buffer]);
  }

  /** See `Search.openQuestions`. */
  async openQuestions(): Promise<Question[]> {
    this.#mustBeOpen();
    return unpackQuestions(await this.#thread.call('openQuestions', { search: this.#search }));
  }

  async bestPath(): Promise<PathEstimate> {
    this.#mustBeOpen();
    return unpackPath(await this.#thread.call('bestPath', { search: this.#search }));
  }

  async progress(): Promise<SearchProgress> {
    this.#mustBeOpen();
    return unpackProgress(await this.#thread.call('progress', { search: this.#search }));
  }

  async modelWeights(): Promise<ModelWeight[]> {
    this.#mustBeOpen();
    return this.#thread.call('modelWeights', { search: this.#search });
  }

  /** See `Search.save`; `SearchPool.restore` goes on from it, on any thread. */
  async save(): Promise<Uint8Array> {
    this.#mustBeOpen();
    return this.#thread.call('save', { search: this.#search });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#thread.post({ order: 'close', search: this.#search });
    this.#onClose();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new RookeryError('FAILED_PRECONDITION', 'search: is closed');
  }
}

import { on } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DAMAGED, type Read } from './parquet-batches.ts';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

/** What the thread says. */
export type ParquetSaid =
  | { readonly kind: 'read'; readonly bytes: number }
  | { readonly kind: 'rows'; readonly rows: readonly RowOrError[] }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'end' };

/** What the reading of one file may take. */
export interface ParquetBounds {
  /** Memory for values, in MB. */
  readonly heapMb: number;
  /** Longest until the next batch of rows, in milliseconds. */
  readonly silentMs: number;
}

// Beside the program in a bundle, beside this file in the source tree.
const PLACES = ['./parquet-worker.js', './parquet-worker.ts'];

/**
 * The batches of a Parquet file, read in a thread of their own. Where a damaged file makes the library loop, fill the memory or forget
 * a promise that fails, the thread ends, and nothing else.
 * @param read is told how many bytes of the file were read
 * @throws RookeryError INVALID_ARGUMENT (file) when it cannot be read within the bounds; the signal's reason when it aborts
 */
export async function* parquetBatchesInThread(
  file: string,
  { heapMb, silentMs }: ParquetBounds,
  signal: AbortSignal,
  read: Read,
): AsyncGenerator<readonly RowOrError[], void, undefined> {
  signal.throwIfAborted();
  const thread = new Worker(location(), {
    workerData: { file },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    // What it writes is of no use to whoever imports.
    stdout: true,
    stderr: true,
  });
  const silence = new Silence(silentMs, () => void thread.terminate());
  try {
    for await (const said of saidBy(thread, signal)) {
      silence.begin();
      if (said.kind === 'read') read(said.bytes);
      else if (said.kind === 'end') return;
      else if (said.kind === 'refused') throw refusal(said.sentence);
      else {
        // Whoever takes rows may take their time.
        silence.end();
        yield said.rows;
        silence.begin();
        thread.postMessage('more');
      }
    }
  } finally {
    silence.end();
    await thread.terminate();
  }
  throw refusal(DAMAGED);
}

/** How long nothing is heard of a thread that is at work. */
class Silence {
  readonly #longestMs: number;
  readonly #tooLong: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(longestMs: number, tooLong: () => void) {
    this.#longestMs = longestMs;
    this.#tooLong = tooLong;
    this.begin();
  }

  /** It is at work, and was just heard. */
  begin(): void {
    this.end();
    this.#timer = setTimeout(this.#tooLong, this.#longestMs);
  }

  /** It waits for us. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

/** What the thread says until it ends, in whatever way. @throws the signal's reason */
async function* saidBy(thread: Worker, signal: AbortSignal): AsyncGenerator<ParquetSaid, void, undefined> {
  try {
    for await (const [said] of on(thread, 'message', { signal, close: ['exit'] })) yield said as ParquetSaid;
  } catch {
    // The thread's own end is told by what it has not said.
    signal.throwIfAborted();
  }
}

function location(): string {
  const found = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (found === undefined) throw new Error('parquet-worker.js is missing: it belongs beside the program');
  return found;
}

import { VectorIndex } from './vector-index.ts';

/** A library's vectors in memory, and how far they were read. */
export interface LoadedLibrary {
  readonly vectors: VectorIndex;
  /** As the library was when it was read: it has grown when `added` differs, and is another when `epoch` does. */
  readonly epoch: string;
  added: string;
  lastSequence: bigint;
}

/** The libraries in memory. Beyond a number of bytes the one that was not used for longest goes. */
export class LoadedLibraries {
  readonly #mostBytes: number;
  /** Least recently used first. */
  readonly #libraries = new Map<string, LoadedLibrary>();

  /** @param mostBytes of vectors; a library in use stays even if it alone takes more */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The library as of an epoch, empty where it was not loaded; it counts as used. */
  open(library: string, epoch: string): LoadedLibrary {
    let loaded = this.#libraries.get(library);
    if (loaded?.epoch !== epoch) {
      loaded?.vectors.close();
      loaded = { vectors: new VectorIndex(), epoch, added: '0', lastSequence: 0n };
    }
    this.#libraries.delete(library);
    this.#libraries.set(library, loaded);
    return loaded;
  }

  /** Lets go of others until what is left fits. */
  makeRoom(inUse: string): void {
    let bytes = 0;
    for (const { vectors } of this.#libraries.values()) bytes += vectors.memory;
    for (const [library, { vectors }] of this.#libraries) {
      if (bytes <= this.#mostBytes) return;
      if (library === inUse) continue;
      bytes -= vectors.memory;
      this.drop(library);
    }
  }

  /** Its memory is given back once nobody searches it. */
  drop(library: string): void {
    this.#libraries.get(library)?.vectors.close();
    this.#libraries.delete(library);
  }

  close(): void {
    for (const library of [...this.#libraries.keys()]) this.drop(library);
  }
}

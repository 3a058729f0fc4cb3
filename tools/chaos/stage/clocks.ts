import { globSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where packages of Linux put the library that stands between a process and the clock of the system. */
const LIBRARIES = [
  '/usr/lib/*/faketime/libfaketimeMT.so.1',
  '/usr/{local/lib,lib,lib64}/faketime/libfaketimeMT.so.1',
];

/** The library; undefined where it is missing. */
export const fakeTime = (): string | undefined => LIBRARIES.flatMap((pattern) => globSync(pattern))[0];

/** Clocks of processes, which can be set while they run. A process sees it within a second; its monotonic clock goes on. */
export class Clocks {
  readonly #folder: string;
  readonly #library = fakeTime() ?? '';

  /** @param folder that everybody may read, made for it */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }

  /** With which a process looks at the clock of that name. */
  variablesOf(name: string): Readonly<Record<string, string>> {
    this.set(name, 0);
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file(name),
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }

  set(name: string, seconds: number): void {
    // Whole at any time: it may be read just now.
    writeFileSync(`${this.#file(name)}.new`, `${seconds < 0 ? '' : '+'}${seconds}`);
    renameSync(`${this.#file(name)}.new`, this.#file(name));
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}

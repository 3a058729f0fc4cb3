import { readFileSync, statSync } from 'node:fs';

/** Bytes at the end of a log that are looked at. */
const LOOKED_AT = 256 * 1024;

/** The log of a service from a moment on: what a service said since it was started, while others' starts lie before. */
export class ServiceLog {
  readonly file: string;
  readonly #from: number;

  /** @param file may not be there yet */
  constructor(file: string) {
    this.file = file;
    this.#from = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** What it said in plain words instead of records, as a process does that does not start; empty when nothing. */
  plainWords(): string {
    return this.#lines()
      .filter((line) => !isRecord(line))
      .join('\n')
      .trim();
  }

  #lines(): string[] {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.file).subarray(this.#from);
    } catch {
      return []; // It is gone, or was never written.
    }
    return bytes.subarray(-LOOKED_AT).toString('utf8').split('\n');
  }
}

function isRecord(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false; // The end of a line whose beginning was not looked at.
  }
}

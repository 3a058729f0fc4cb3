import { readFileSync, statSync } from 'node:fs';

/** Bytes at the end of a log that are looked at. */
const LOOKED_AT = 256 * 1024;

/** A record of a service's log. */
interface LogRecord {
  readonly msg?: string;
  readonly backend?: string;
  readonly reason?: string;
}

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
      .filter((line) => recordIn(line) === undefined)
      .join('\n')
      .trim();
  }

  /** Model servers whose models could not be listed when they were asked last, each with the reason. */
  silentModelServers(): string[] {
    const reasons = new Map<string, string>();
    for (const { msg, backend = '', reason = '' } of this.#lines().flatMap((line) => recordIn(line) ?? [])) {
      if (msg === 'the models cannot be listed') reasons.set(backend, reason);
      if (msg === 'the models can be listed again') reasons.delete(backend);
    }
    return [...reasons.values()];
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

function recordIn(line: string): LogRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined; // The end of a line whose beginning was not looked at.
  }
}

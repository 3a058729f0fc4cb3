import { waitOrAbort } from '@rookery/shared-concurrency';
import { asRookeryError } from '@rookery/shared-errors';
import { codeOf } from '@rookery/shared-transport';
import type { AuditStore, NewAuditEntry } from './audit-store.ts';

/** Entries are written this often, in milliseconds. */
const WRITE_EVERY_MS = 1_000;
/** Different entries that wait to be written; more are counted and not kept, so that no caller can fill the memory. */
const MOST_WAITING = 10_000;

/** A call that has ended. */
export interface AuditedCall {
  readonly tenant: string;
  readonly keyId: string;
  /** `/package.Service/Method` */
  readonly path: string;
  readonly resource: string;
  /** Of gRPC, as a number. */
  readonly status: number;
}

/** An entry that is not stored yet. */
interface Waiting extends Omit<NewAuditEntry, 'agoMs'> {
  times: number;
  /** By the clock that never jumps, in milliseconds. */
  readonly notedAt: number;
}

export interface AuditNotes {
  warn(fields: object, message: string): void;
}

/**
 * Notes who did what, beside the calls: nothing waits for it. What is the same within a second is one entry with a count. Where the
 * database is away, entries wait, as many as have room; the log says how many had none.
 */
export class AuditLog {
  readonly #store: Pick<AuditStore, 'add'>;
  readonly #notes: AuditNotes;
  readonly #stop = new AbortController();
  readonly #writing: Promise<void>;
  #waiting = new Map<string, Waiting>();
  #lost = 0;

  constructor(store: Pick<AuditStore, 'add'>, notes: AuditNotes) {
    this.#store = store;
    this.#notes = notes;
    this.#writing = this.#writeOn();
  }

  note({ tenant, keyId, path, resource, status }: AuditedCall): void {
    const key = `${keyId} ${path} ${resource} ${status}`;
    const same = this.#waiting.get(key);
    if (same !== undefined) {
      same.times += 1;
      return;
    }
    if (this.#waiting.size >= MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    const call = path.slice(1, 300);
    const words = status === 0 ? 'OK' : codeOf(status);
    const entry = { notedAt: performance.now(), tenant, keyId, call, resource, status: words, times: 1 };
    this.#waiting.set(key, entry);
  }

  /** Writes what waits, and ends. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#writing;
    await this.#write();
  }

  async #writeOn(): Promise<void> {
    for (;;) {
      await waitOrAbort(WRITE_EVERY_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      await this.#write();
    }
  }

  async #write(): Promise<void> {
    const entries = this.#waiting;
    if (entries.size === 0) return;
    this.#waiting = new Map();
    try {
      const now = performance.now();
      await this.#store.add(
        [...entries.values()].map(({ notedAt, ...entry }) => ({ ...entry, agoMs: now - notedAt })),
      );
    } catch (caught) {
      this.#putBack(entries);
      const { code, message } = asRookeryError(caught);
      this.#notes.warn(
        { code, reason: message, waiting: this.#waiting.size },
        'the audit trail cannot be written; trying again',
      );
    }
    if (this.#lost > 0)
      this.#notes.warn({ lost: this.#lost }, 'calls are missing in the audit trail: too many waited');
    this.#lost = 0;
  }

  #putBack(entries: ReadonlyMap<string, Waiting>): void {
    for (const [key, entry] of entries) {
      const later = this.#waiting.get(key);
      if (later !== undefined) later.times += entry.times;
      else if (this.#waiting.size < MOST_WAITING) this.#waiting.set(key, entry);
      else this.#lost += entry.times;
    }
  }
}

import { randomUUID } from 'node:crypto';
import { asRookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import { forgetFile } from './batch-files.ts';
import { isEnd, type BatchServer, type RemoteBatch } from './batch-server.ts';
import type { BatchStore } from './batch-store.ts';
import type { Waiting, WaitingCalls } from './waiting-calls.ts';

interface SendingParts {
  readonly server: BatchServer;
  readonly store: BatchStore;
  readonly log: Logger;
  readonly calls: WaitingCalls;
  /** Finds the batch of another worker that a request is in. */
  readonly place: (waiting: Waiting) => Promise<void>;
  /** Aborts when this worker closes. */
  readonly signal: AbortSignal;
}

/** Batches on their way to the server: each stands on record with its requests before anything is sent. */
export class Sending {
  readonly #parts: SendingParts;
  readonly #ids = new Set<string>();

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /** Batches that are being sent. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Sends a batch; who waits for it is told when it cannot be. Never rejects. */
  async send(model: string, gathered: readonly Waiting[]): Promise<void> {
    const { calls } = this.#parts;
    const waiting = gathered.filter((one) => calls.isWanted(one));
    if (waiting.length === 0) return;
    const id = randomUUID();
    this.#ids.add(id);
    try {
      await this.#send(id, model, waiting);
    } catch (caught) {
      for (const one of gathered) calls.reject(one, caught);
    } finally {
      this.#ids.delete(id);
    }
  }

  async #send(id: string, model: string, waiting: readonly Waiting[]): Promise<void> {
    const { store, calls, place, log } = this.#parts;
    const customIds = waiting.map(({ customId }) => customId);
    const own = await store.open(id, model, customIds);
    const mine = waiting.filter(({ customId }) => own.has(customId));
    for (const one of mine) if (calls.isWanted(one)) calls.attach(one, id, false);
    // Another worker was first with these.
    for (const one of waiting) if (!own.has(one.customId)) await place(one);
    if (mine.length === 0) return;
    const lines = mine.map(({ line }) => line);
    const made = await this.#make(id, lines);
    if (made !== undefined) log.info({ batch: made.id, model, requests: mine.length }, 'a batch was sent');
  }

  /** @returns undefined when it is not known whether the server has it: then it is found out later */
  async #make(id: string, lines: readonly Buffer[]): Promise<RemoteBatch | undefined> {
    const { server, store, calls, signal, log } = this.#parts;
    let file: string | undefined;
    try {
      file = await server.upload(lines, signal);
      if (!(await store.uploaded(id, file))) {
        // Its requests stand in another batch by now, or will: who waits for them here is told at the next look.
        log.warn({ batch: id }, 'a batch took too long to send, and others have its requests');
        await forgetFile(this.#parts, file, signal);
        return undefined;
      }
      const made = await server.create(file, id, signal);
      await store.stands(id, made, isEnd(made.status));
      return made;
    } catch (caught) {
      const error = asRookeryError(caught);
      if (signal.aborted || (file !== undefined && error.code === 'UNAVAILABLE')) {
        log.warn({ batch: id, reason: error.message }, 'a batch may have been sent, or not');
        return undefined;
      }
      await store.remove(id);
      if (file !== undefined) await forgetFile(this.#parts, file, signal);
      for (const one of calls.detach(id)) calls.reject(one, error);
      return undefined;
    }
  }
}

import { createHash } from 'node:crypto';
import { GroupedWork, untilAborted } from '@rookery/shared-concurrency';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import { forgetFile } from './batch-files.ts';
import { isEnd, type BatchAnswer, type BatchServer } from './batch-server.ts';
import type { BatchRow, BatchStore, OpenBatch } from './batch-store.ts';
import { Gathering } from './gathering.ts';
import { linesOf } from './lines.ts';
import { BATCH_PACE, type BatchPace } from './pace.ts';
import { readLine } from './read-line.ts';
import { notDone } from './refusals.ts';
import { Sending } from './sending.ts';
import { WaitingCalls, type BatchItem, type Waiting } from './waiting-calls.ts';

/** Result files that cannot be read are asked for so often. */
const MOST_READINGS = 5;

/**
 * Requests that are answered by the batch. Each waits until its model's batch is full or nothing more comes, stands on record with
 * its batch before anything is sent, and is answered when the batch has ended. What is on record outlives this process: the same
 * request is then found in its batch, or in the file of its answers, and is not made again. Workers that share a database share
 * the looking after batches, and none does another's work.
 */
export class Batches {
  readonly #server: BatchServer;
  readonly #store: BatchStore;
  readonly #log: Logger;
  readonly #pace: BatchPace;
  readonly #closing = new AbortController();
  readonly #begun = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #finding: GroupedWork<string, BatchRow | undefined>;
  readonly #calls = new WaitingCalls();
  readonly #gathering: Gathering;
  readonly #sending: Sending;
  readonly #readings = new Map<string, number>();
  #looking: Promise<void> | undefined;

  constructor(parts: { server: BatchServer; store: BatchStore; log: Logger; pace?: BatchPace }) {
    this.#server = parts.server;
    this.#store = parts.store;
    this.#log = parts.log;
    this.#pace = parts.pace ?? BATCH_PACE;
    this.#finding = new GroupedWork({
      most: 1000,
      work: async (ids) => {
        const found = await this.#store.find(ids);
        return ids.map((id) => found.get(id));
      },
      mayBeOfOne: () => false,
    });
    this.#sending = new Sending({
      ...parts,
      calls: this.#calls,
      place: (waiting) => this.#place(waiting),
      signal: this.#closing.signal,
    });
    this.#gathering = new Gathering(this.#pace, (model, batch) => void this.#sending.send(model, batch));
    this.#timer = setInterval(() => void this.#look(), this.#pace.pollMs);
    this.#timer.unref();
  }

  /** The server's answer, whatever its status. Rejects with a RookeryError, or with the signal's reason. */
  async ask(item: BatchItem, signal: AbortSignal): Promise<BatchAnswer> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    const body = JSON.stringify(item.body);
    const customId = createHash('sha256').update(`${item.key}\n${body}`).digest('base64url');
    const waiting = this.#calls.get(customId) ?? this.#begin(customId, item, body);
    waiting.callers += 1;
    try {
      return await untilAborted(waiting.answer.promise, signal);
    } finally {
      waiting.callers -= 1;
      if (waiting.callers === 0 && this.#calls.isWanted(waiting)) {
        this.#calls.leave(waiting);
        this.#gathering.leave(waiting);
      }
    }
  }

  /** Batches that are not done. */
  open(): Promise<readonly OpenBatch[]> {
    return this.#store.openBatches();
  }

  /** Nobody is answered any more; batches at the server go on, and whoever asks again finds them. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const error = new RookeryError('UNAVAILABLE', 'this worker is closing; the batch goes on');
    this.#closing.abort(error);
    this.#gathering.close();
    this.#calls.rejectAll(error);
    await this.#looking;
  }

  #begin(customId: string, item: BatchItem, body: string): Waiting {
    const waiting = this.#calls.add(customId, item, body);
    this.#place(waiting).catch((caught: unknown) => this.#calls.reject(waiting, caught));
    return waiting;
  }

  /** Finds the batch that it is in, or puts it into the next one. */
  async #place(waiting: Waiting): Promise<void> {
    const found = await this.#finding.add(waiting.customId);
    if (!this.#calls.isWanted(waiting)) return;
    if (found === undefined) this.#gathering.add(waiting);
    else this.#attach(waiting, found.id, found.ended);
  }

  #attach(waiting: Waiting, batch: string, ended: boolean): void {
    const attached = this.#calls.attach(waiting, batch, ended);
    // Others of the same batch come in a crowd, and its file is read once for all of them.
    if (ended && attached === 1) setTimeout(() => void this.#look(), this.#pace.gatherMs).unref();
  }

  /** One look after another: how batches stand, and what came of those that are waited for. */
  #look(): Promise<void> {
    this.#looking ??= this.#lookOnce()
      .catch((caught: unknown) => {
        if (!this.#closing.signal.aborted)
          this.#log.warn({ reason: asRookeryError(caught).message }, 'batches cannot be looked after');
      })
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const here = this.#calls.batches();
    if (here.length > 0) await this.#store.wanted(here);
    if (this.#sending.ids.size > 0) await this.#store.sending([...this.#sending.ids]);
    for (const row of await this.#store.claim(this.#pace.pollMs * 0.9)) {
      await this.#poll(row).catch((caught: unknown) => {
        this.#closing.signal.throwIfAborted();
        this.#log.warn(
          { batch: row.id, reason: asRookeryError(caught).message },
          'a batch cannot be asked for',
        );
      });
    }
    const rows = await this.#store.read(here);
    for (const id of here) {
      const row = rows.get(id);
      if (row === undefined) for (const one of this.#calls.detach(id)) this.#gathering.add(one);
      else if (row.ended) await this.#deliver(row);
    }
    await this.#forgetOld();
  }

  /** Asks the server how a batch stands. */
  async #poll(row: BatchRow): Promise<void> {
    const { signal } = this.#closing;
    if (row.remoteId === null) {
      // Whoever sends it says so at each look, and is taken for dead after several that were missed.
      const patienceMs = Math.max(this.#pace.adoptMs, 4 * this.#pace.pollMs);
      if (this.#sending.ids.has(row.id) || row.unsentMs < patienceMs) return;
      const found = await this.#server.find(row.id, signal);
      if (found !== undefined) {
        await this.#store.stands(row.id, found, isEnd(found.status));
        return;
      }
      if (row.inputFile !== null) await this.#forget(row.inputFile);
      await this.#store.remove(row.id);
      return;
    }
    const remote = await this.#server.get(row.remoteId, signal);
    if (remote === undefined) {
      await this.#store.lost(row.id);
      return;
    }
    const ended = isEnd(remote.status);
    await this.#store.stands(row.id, remote, ended);
    if (ended) {
      const { model, requests } = row;
      const { status, completed, failed } = remote;
      this.#log.info({ batch: remote.id, model, requests, status, completed, failed }, 'a batch has ended');
      if (row.inputFile !== null) await this.#forget(row.inputFile);
    } else if (remote.status !== 'cancelling' && this.#isAbandoned(row)) {
      this.#log.info({ batch: remote.id }, 'nobody waits for a batch: it is cancelled');
      await this.#store.abandon(row.id);
      await this.#server.cancel(remote.id, signal);
    }
  }

  /** Nobody waits, and whoever was interrupted has had the time to come back. */
  #isAbandoned({ id, unwantedMs }: BatchRow): boolean {
    const { abandonMs } = this.#pace;
    return !this.#calls.waitsFor(id) && unwantedMs > abandonMs && performance.now() - this.#begun > abandonMs;
  }

  /** Gives what came of a batch to who waits for it. */
  async #deliver(row: BatchRow): Promise<void> {
    const left = new Map([...this.#calls.detach(row.id)].map((one) => [one.customId, one]));
    const odd = { torn: 0, unknown: 0 };
    try {
      for (const file of [row.outputFile, row.errorFile]) {
        if (file === null) continue;
        for await (const text of linesOf(this.#server.contents(file, this.#closing.signal))) {
          const line = readLine(text);
          const one = line === undefined ? undefined : left.get(line.customId);
          if (line === undefined) odd.torn += 1;
          else if (one === undefined) odd.unknown += 1;
          else if (line.answer !== undefined) {
            left.delete(line.customId);
            this.#settle(one, line.answer, row.abandoned);
          }
        }
      }
    } catch (caught) {
      const readings = (this.#readings.get(row.id) ?? 0) + 1;
      const error = asRookeryError(caught);
      this.#log.warn({ batch: row.remoteId, reason: error.message }, 'answers of a batch cannot be read');
      if (error.code !== 'NOT_FOUND' && readings < MOST_READINGS && !this.#closing.signal.aborted) {
        this.#readings.set(row.id, readings);
        for (const one of left.values()) this.#attach(one, row.id, one.late);
        return;
      }
    }
    this.#readings.delete(row.id);
    // Unknown ones are mostly those that were waited for elsewhere, or before.
    if (odd.torn > 0)
      this.#log.warn({ batch: row.remoteId, ...odd }, 'a batch has lines that are no answers');
    for (const one of left.values()) {
      if (one.late || row.abandoned) this.#gathering.add(one);
      else this.#calls.reject(one, notDone(row));
    }
  }

  #settle(waiting: Waiting, answer: BatchAnswer, abandoned: boolean): void {
    if ((waiting.late || abandoned) && !waiting.item.isUsable(answer)) {
      this.#gathering.add(waiting);
      return;
    }
    this.#calls.resolve(waiting, answer);
  }

  async #forgetOld(): Promise<void> {
    for (const row of await this.#store.old(this.#pace.keepDays)) {
      if (this.#calls.waitsFor(row.id)) continue;
      for (const file of [row.outputFile, row.errorFile]) if (file !== null) await this.#forget(file);
      await this.#store.remove(row.id);
    }
  }

  #forget(file: string): Promise<void> {
    return forgetFile({ server: this.#server, log: this.#log }, file, this.#closing.signal);
  }
}

import { createHash, randomUUID } from 'node:crypto';
import { GroupedWork, untilAborted } from '@rookery/shared-concurrency';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import type { BatchAnswer, BatchServer, RemoteBatch, RemoteStatus } from './batch-server.ts';
import type { BatchRow, BatchStore, OpenBatch } from './batch-store.ts';
import { linesOf } from './lines.ts';
import { readLine } from './read-line.ts';

/** A request that may wait for a batch. */
export interface BatchItem {
  /** Names the caller's intended effect, its natural key: asked for again, the same request joins its batch or gets its answer. */
  readonly key: string;
  readonly model: string;
  readonly body: object;
  /** Whether an answer that came while nobody waited is worth giving; else the request is made anew. */
  readonly isUsable: (answer: BatchAnswer) => boolean;
}

/** How batches are made and looked after. */
export interface BatchPace {
  /** A batch is sent when nothing was added for so long, in milliseconds. */
  readonly gatherMs: number;
  /** A batch is sent at last so long after its first request, in milliseconds. */
  readonly gatherAtMostMs: number;
  /** Between two questions how a batch stands, in milliseconds. */
  readonly pollMs: number;
  /** A batch for which nobody has waited for so long is cancelled, in milliseconds. */
  readonly abandonMs: number;
  /** Whether the server has a batch is asked so long after the last sign of the process that sends it, in milliseconds. */
  readonly adoptMs: number;
  /** How long files with answers are kept at the server, in days. */
  readonly keepDays: number;
}

/** What a worker uses. */
export const BATCH_PACE: BatchPace = {
  gatherMs: 2000,
  gatherAtMostMs: 60_000,
  pollMs: 15_000,
  abandonMs: 120_000,
  adoptMs: 60_000,
  keepDays: 7,
};

/** What one file may hold (OpenAI's limits are 50,000 requests and 200 MB). */
const MOST_REQUESTS = 50_000;
const MOST_BYTES = 190_000_000;
/**
 * Calls that wait at once. Each holds a stream of its caller's connection, of which there are 1,024: others have to get through for as
 * long as a batch takes.
 */
const MOST_WAITING = 896;
/** Who finds no room comes back then. Milliseconds. */
const FULL_WAIT_MS = 60_000;
/** Result files that cannot be read are asked for so often. */
const MOST_READINGS = 5;
const URL = '/v1/chat/completions';

const ENDED: ReadonlySet<RemoteStatus> = new Set(['completed', 'failed', 'expired', 'cancelled']);

/** One request that somebody waits for. */
interface Waiting {
  readonly customId: string;
  readonly item: BatchItem;
  readonly line: Buffer;
  readonly answer: PromiseWithResolvers<BatchAnswer>;
  callers: number;
  /** It came when its batch had ended. */
  late: boolean;
  /** The batch that it waits for. */
  batch: string | undefined;
}

interface Gathering {
  readonly waiting: Set<Waiting>;
  readonly since: number;
  timer: NodeJS.Timeout;
}

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
  readonly #waiting = new Map<string, Waiting>();
  readonly #gathering = new Map<string, Gathering>();
  /** Of each batch, who waits for it here. */
  readonly #attached = new Map<string, Set<Waiting>>();
  readonly #submitting = new Set<string>();
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
    this.#timer = setInterval(() => void this.#look(), this.#pace.pollMs);
    this.#timer.unref();
  }

  /** The server's answer, whatever its status. Rejects with a RookeryError, or with the signal's reason. */
  async ask(item: BatchItem, signal: AbortSignal): Promise<BatchAnswer> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    const body = JSON.stringify(item.body);
    const customId = createHash('sha256').update(`${item.key}\n${body}`).digest('base64url');
    const known = this.#waiting.get(customId);
    if (known === undefined && this.#waiting.size >= MOST_WAITING) throw full();
    const waiting = known ?? this.#begin(customId, item, body);
    waiting.callers += 1;
    try {
      return await untilAborted(waiting.answer.promise, signal);
    } finally {
      waiting.callers -= 1;
      if (waiting.callers === 0) this.#leave(waiting);
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
    for (const { timer } of this.#gathering.values()) clearTimeout(timer);
    for (const waiting of this.#waiting.values()) waiting.answer.reject(error);
    await this.#looking;
  }

  #begin(customId: string, item: BatchItem, body: string): Waiting {
    const line = `{"custom_id":${JSON.stringify(customId)},"method":"POST","url":"${URL}","body":${body}}\n`;
    const waiting: Waiting = {
      customId,
      item,
      line: Buffer.from(line),
      answer: Promise.withResolvers<BatchAnswer>(),
      callers: 0,
      late: false,
      batch: undefined,
    };
    waiting.answer.promise.catch(() => undefined);
    this.#waiting.set(customId, waiting);
    this.#place(waiting).catch((caught: unknown) => this.#reject(waiting, caught));
    return waiting;
  }

  /** Finds the batch that it is in, or puts it into the next one. */
  async #place(waiting: Waiting): Promise<void> {
    const found = await this.#finding.add(waiting.customId);
    if (!this.#isWanted(waiting)) return;
    if (found === undefined) this.#gather(waiting);
    else this.#attach(waiting, found.id, found.ended);
  }

  #isWanted(waiting: Waiting): boolean {
    return this.#waiting.get(waiting.customId) === waiting;
  }

  #attach(waiting: Waiting, batch: string, ended: boolean): void {
    waiting.batch = batch;
    waiting.late = ended;
    const attached = this.#attached.get(batch) ?? new Set();
    attached.add(waiting);
    this.#attached.set(batch, attached);
    // Others of the same batch come in a crowd, and its file is read once for all of them.
    if (ended && attached.size === 1) setTimeout(() => void this.#look(), this.#pace.gatherMs).unref();
  }

  #gather(waiting: Waiting): void {
    const { model } = waiting.item;
    const { gatherMs, gatherAtMostMs } = this.#pace;
    waiting.batch = undefined;
    waiting.late = false;
    const known = this.#gathering.get(model);
    const gathering = known ?? { waiting: new Set(), since: performance.now(), timer: setTimeout(() => {}) };
    if (known === undefined) this.#gathering.set(model, gathering);
    gathering.waiting.add(waiting);
    clearTimeout(gathering.timer);
    const left = gathering.since + gatherAtMostMs - performance.now();
    const full = gathering.waiting.size >= MOST_REQUESTS;
    gathering.timer = setTimeout(() => this.#send(model), full ? 0 : Math.max(0, Math.min(gatherMs, left)));
  }

  /** Sends what has gathered, in as many batches as it takes. */
  #send(model: string): void {
    const { waiting = new Set<Waiting>() } = this.#gathering.get(model) ?? {};
    this.#gathering.delete(model);
    let [part, bytes]: [Waiting[], number] = [[], 0];
    const submit = (): void => {
      const own = part;
      if (own.length === 0) return;
      this.#submit(model, own).catch((caught: unknown) => own.forEach((one) => this.#reject(one, caught)));
    };
    for (const one of waiting) {
      if (part.length >= MOST_REQUESTS || bytes + one.line.length > MOST_BYTES) {
        submit();
        [part, bytes] = [[], 0];
      }
      part.push(one);
      bytes += one.line.length;
    }
    submit();
  }

  async #submit(model: string, gathered: readonly Waiting[]): Promise<void> {
    const waiting = gathered.filter((one) => this.#isWanted(one));
    if (waiting.length === 0) return;
    const id = randomUUID();
    this.#submitting.add(id);
    try {
      const own = await this.#store.open(
        id,
        model,
        waiting.map(({ customId }) => customId),
      );
      const mine = waiting.filter(({ customId }) => own.has(customId));
      for (const one of mine) if (this.#isWanted(one)) this.#attach(one, id, false);
      // Another worker was first with these.
      for (const one of waiting) if (!own.has(one.customId)) await this.#place(one);
      if (mine.length === 0) return;
      const made = await this.#make(
        id,
        mine.map(({ line }) => line),
      );
      if (made !== undefined)
        this.#log.info({ batch: made.id, model, requests: mine.length }, 'a batch was sent');
    } finally {
      this.#submitting.delete(id);
    }
  }

  /** @returns undefined when it is not known whether the server has it: then it is found out later */
  async #make(id: string, lines: readonly Buffer[]): Promise<RemoteBatch | undefined> {
    const { signal } = this.#closing;
    let file: string | undefined;
    try {
      file = await this.#server.upload(lines, signal);
      if (!(await this.#store.uploaded(id, file))) {
        // Its requests stand in another batch by now, or will: who waits for them here is told at the next look.
        this.#log.warn({ batch: id }, 'a batch took too long to send, and others have its requests');
        await this.#forget(file);
        return undefined;
      }
      const made = await this.#server.create(file, id, signal);
      await this.#store.stands(id, made, ENDED.has(made.status));
      return made;
    } catch (caught) {
      const error = asRookeryError(caught);
      if (signal.aborted || (file !== undefined && error.code === 'UNAVAILABLE')) {
        this.#log.warn({ batch: id, reason: error.message }, 'a batch may have been sent, or not');
        return undefined;
      }
      await this.#store.remove(id);
      if (file !== undefined) await this.#forget(file);
      for (const one of this.#detach(id)) this.#reject(one, error);
      return undefined;
    }
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
    const here = [...this.#attached.keys()];
    if (here.length > 0) await this.#store.wanted(here);
    if (this.#submitting.size > 0) await this.#store.sending([...this.#submitting]);
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
      if (row === undefined) for (const one of this.#detach(id)) this.#gather(one);
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
      if (this.#submitting.has(row.id) || row.unsentMs < patienceMs) return;
      const found = await this.#server.find(row.id, signal);
      if (found !== undefined) {
        await this.#store.stands(row.id, found, ENDED.has(found.status));
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
    const ended = ENDED.has(remote.status);
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
    return !this.#attached.has(id) && unwantedMs > abandonMs && performance.now() - this.#begun > abandonMs;
  }

  /** Gives what came of a batch to who waits for it. */
  async #deliver(row: BatchRow): Promise<void> {
    const left = new Map([...this.#detach(row.id)].map((one) => [one.customId, one]));
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
      if (one.late || row.abandoned) this.#gather(one);
      else this.#reject(one, notDone(row));
    }
  }

  #settle(waiting: Waiting, answer: BatchAnswer, abandoned: boolean): void {
    if ((waiting.late || abandoned) && !waiting.item.isUsable(answer)) {
      this.#gather(waiting);
      return;
    }
    this.#waiting.delete(waiting.customId);
    waiting.answer.resolve(answer);
  }

  #reject(waiting: Waiting, caught: unknown): void {
    if (this.#isWanted(waiting)) this.#waiting.delete(waiting.customId);
    waiting.answer.reject(asRookeryError(caught));
  }

  /** Nobody waits for it any more. */
  #leave(waiting: Waiting): void {
    if (!this.#isWanted(waiting)) return;
    this.#waiting.delete(waiting.customId);
    this.#gathering.get(waiting.item.model)?.waiting.delete(waiting);
    if (waiting.batch === undefined) return;
    const attached = this.#attached.get(waiting.batch);
    attached?.delete(waiting);
    if (attached?.size === 0) this.#attached.delete(waiting.batch);
  }

  #detach(batch: string): ReadonlySet<Waiting> {
    const attached = this.#attached.get(batch) ?? new Set<Waiting>();
    this.#attached.delete(batch);
    return attached;
  }

  async #forgetOld(): Promise<void> {
    for (const row of await this.#store.old(this.#pace.keepDays)) {
      if (this.#attached.has(row.id)) continue;
      for (const file of [row.outputFile, row.errorFile]) if (file !== null) await this.#forget(file);
      await this.#store.remove(row.id);
    }
  }

  /** Files hold what people wrote. One that cannot be erased is no reason to stop. */
  async #forget(file: string): Promise<void> {
    await this.#server.forget(file, this.#closing.signal).catch((caught: unknown) => {
      this.#log.warn({ file, reason: asRookeryError(caught).message }, 'a file of a batch cannot be erased');
    });
  }
}

/** The account has room for so many tokens in batches; others have to end first. Milliseconds. */
const QUEUE_FULL_WAIT_MS = 300_000;

function full(): RookeryError {
  const what = `${MOST_WAITING} calls wait for batches of this worker, its limit`;
  return new RookeryError('RESOURCE_EXHAUSTED', what, { reason: 'WORKER_FULL', retryAfterMs: FULL_WAIT_MS });
}

/** Why a request of an ended batch has no answer. */
function notDone({ status, word }: BatchRow): RookeryError {
  const said = word === '' ? '' : ` (${word})`;
  if (status === 'failed' && word === 'token_limit_exceeded') {
    return new RookeryError('RESOURCE_EXHAUSTED', `the server takes no further batch at the moment${said}`, {
      reason: 'MODEL_RATE_LIMITED',
      retryAfterMs: QUEUE_FULL_WAIT_MS,
    });
  }
  if (status === 'failed' || status === 'cancelled') {
    const what =
      status === 'failed' ? 'the model server refused the batch' : 'the batch was cancelled at its server';
    return new RookeryError('INVALID_ARGUMENT', `${what}${said}`, {
      reason: 'MODEL_SERVER_REFUSES_REQUEST',
    });
  }
  const what =
    status === 'completed'
      ? 'the batch has ended without an answer to this request'
      : `the batch ended as ${status} before this request was done`;
  return new RookeryError('UNAVAILABLE', what, { reason: 'MODEL_SERVER_FAILED' });
}

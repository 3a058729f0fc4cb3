import { randomUUID } from 'node:crypto';
import type { Database } from '@rookery/shared-database';
import type { Logger } from '@rookery/shared-runtime';
import { sql, type ColumnType, type Insertable, type RawBuilder } from 'kysely';
import { INFERENCE_SCHEMA } from './migrations.ts';
import type { ModelCall } from './model-call.ts';

export interface UsageLogOptions {
  /** Longest time that a record waits to be written, in milliseconds. */
  readonly flushEveryMs?: number;
  /** Records that wait at most; what comes on top is dropped and counted. */
  readonly capacity?: number;
}

interface ModelCallTable {
  readonly id: string;
  readonly at: ColumnType<Date, RawBuilder<Date>>;
  readonly worker: string;
  readonly request_id: string;
  readonly caller: string;
  readonly job: string;
  readonly work_class: string;
  readonly backend: string;
  readonly model: string;
  readonly purpose: string;
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
  readonly latency_ms: number;
  readonly busy_seconds: number;
  readonly gpu_seconds: number | null;
  readonly error_kind: string | null;
}

interface Tables {
  readonly model_call: ModelCallTable;
}

/** A record that is not written yet. When it was is said by the database, by whose clock records are summed up and erased. */
interface Waiting {
  readonly call: ModelCall;
  readonly id: string;
  /** By the clock that never jumps, in milliseconds. */
  readonly recordedAt: number;
}

/** Rows of one statement; 18 columns each stay far below the 65,535 parameters PostgreSQL allows. */
const BATCH = 500;

/**
 * Writes records of model calls in batches. Recording never waits and never fails; when the database is away,
 * records wait in a bounded buffer, and a kill loses at most what was recorded since the last batch.
 */
export class UsageLog {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #capacity: number;
  readonly #timer: NodeJS.Timeout;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #failing = false;
  #droppedCount = 0;

  constructor(database: Database, log: Logger, options: UsageLogOptions = {}) {
    this.#database = database;
    this.#log = log;
    this.#capacity = options.capacity ?? 20_000;
    this.#timer = setInterval(() => void this.flush(), options.flushEveryMs ?? 1000);
    this.#timer.unref();
  }

  /** Records dropped because the buffer was full, since the start. */
  get dropped(): number {
    return this.#droppedCount;
  }

  record(call: ModelCall): void {
    if (this.#waiting.length >= this.#capacity) {
      if (this.#droppedCount === 0)
        this.#log.warn('usage records are dropped: the database is away for too long');
      this.#droppedCount += 1;
      return;
    }
    this.#waiting.push({ call, id: randomUUID(), recordedAt: performance.now() });
    if (this.#waiting.length >= BATCH && !this.#failing) void this.flush();
  }

  /** Writes what is waiting; resolves when that is done or has failed. Never rejects. */
  async flush(): Promise<void> {
    // One write at a time keeps the order and the load on the database small.
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Writes the rest and stops. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    // What was recorded while the last write ran.
    await this.flush();
    if (this.#waiting.length > 0) this.#log.warn({ records: this.#waiting.length }, 'usage records are lost');
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      try {
        await this.#database
          .tables<Tables>(INFERENCE_SCHEMA)
          .insertInto('model_call')
          .values(batch.map(rowOf))
          // A batch may be written although its success was not heard of; then it comes again.
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute();
      } catch (err) {
        if (!this.#failing) this.#log.warn({ err }, 'usage records cannot be written; they wait');
        this.#failing = true;
        return;
      }
      this.#failing = false;
      this.#waiting = this.#waiting.slice(batch.length);
    }
  }
}

function rowOf({ call, id, recordedAt }: Waiting): Insertable<ModelCallTable> {
  const ageSeconds = (performance.now() - recordedAt) / 1000;
  return {
    id,
    at: sql<Date>`now() - make_interval(secs => ${ageSeconds}::float8)`,
    worker: call.worker,
    request_id: call.requestId,
    caller: call.caller,
    job: call.job,
    work_class: call.workClass,
    backend: call.backend,
    model: call.model,
    purpose: call.purpose,
    requests: call.requests,
    input_tokens: call.inputTokens,
    output_tokens: call.outputTokens,
    cost_usd: call.costUsd,
    latency_ms: call.latencyMs,
    busy_seconds: call.busySeconds,
    gpu_seconds: call.gpuSeconds ?? null,
    error_kind: call.errorKind ?? null,
  };
}

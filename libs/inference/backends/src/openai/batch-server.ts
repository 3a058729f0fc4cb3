import { createHash } from 'node:crypto';
import type { BatchServer, RemoteBatch, RemoteStatus } from '@rookery/inference-batches';
import { withRetries } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import { BrokenAnswer, Stalled } from './faults.ts';
import { judgeFailure } from './failure.ts';
import { Refusal } from './refusal.ts';
import type { ServerCall, ServerConnection } from './server-connection.ts';
import type { OpenAiSettings } from './settings.ts';
import { count, record, string } from './untyped.ts';
import { askForJson, isFine, refusalOf } from './whole-answer.ts';

/** A file of 200 MB takes its time. Milliseconds. */
const UPLOAD_MS = 900_000;
/** Pages of batches that are looked through for one, of MOST_ON_A_PAGE each. */
const MOST_PAGES = 10;
const MOST_ON_A_PAGE = 100;

const STATUSES: ReadonlySet<string> = new Set<RemoteStatus>([
  'validating',
  'failed',
  'in_progress',
  'finalizing',
  'completed',
  'expired',
  'cancelling',
  'cancelled',
]);

/** The Batch API of OpenAI, as compatible servers have it. */
export class OpenAiBatchServer implements BatchServer {
  readonly name: string;
  readonly #connection: ServerConnection;
  readonly #settings: OpenAiSettings;

  constructor(connection: ServerConnection, settings: OpenAiSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.name = createHash('sha256')
      .update(settings.baseUrl ?? '')
      .digest('hex')
      .slice(0, 32);
  }

  async upload(lines: readonly Buffer[], signal: AbortSignal): Promise<string> {
    const content = formOf(lines);
    const file = await this.#ask({ call: 'files', content, signal }, UPLOAD_MS);
    return idIn(file);
  }

  async create(inputFile: string, madeFor: string, signal: AbortSignal): Promise<RemoteBatch> {
    const body = {
      input_file_id: inputFile,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { rookery_batch: madeFor },
    };
    let attempts = 0;
    return this.#repeated(signal, async () => {
      attempts += 1;
      // The last attempt may have been heard, and its answer lost.
      const made = attempts > 1 ? await this.#find(madeFor, signal) : undefined;
      return made ?? batchIn(await this.#once({ call: 'batches', body, makes: true, signal }));
    });
  }

  async get(id: string, signal: AbortSignal): Promise<RemoteBatch | undefined> {
    return this.#repeated(signal, async () => {
      try {
        return batchIn(await this.#once({ call: `batches/${encodeURIComponent(id)}`, signal }));
      } catch (caught) {
        if (caught instanceof Refusal && caught.status === 404) return undefined;
        throw caught;
      }
    });
  }

  find(madeFor: string, signal: AbortSignal): Promise<RemoteBatch | undefined> {
    return this.#repeated(signal, () => this.#find(madeFor, signal));
  }

  async cancel(id: string, signal: AbortSignal): Promise<void> {
    await this.#ask({ call: `batches/${encodeURIComponent(id)}/cancel`, body: {}, signal });
  }

  async *contents(file: string, signal: AbortSignal): AsyncIterable<Buffer> {
    const { quietMs, attemptMs } = this.#settings;
    const quiet = new AbortController();
    const limited = AbortSignal.any([signal, quiet.signal]);
    let timer = setTimeout(() => quiet.abort(), attemptMs);
    try {
      const call = { call: `files/${encodeURIComponent(file)}/content`, signal: limited };
      const answer = await this.#connection.send(call);
      if (!isFine(answer)) throw await refusalOf(answer);
      try {
        for await (const chunk of answer.body()) {
          clearTimeout(timer);
          yield chunk;
          timer = setTimeout(() => quiet.abort(), quietMs);
        }
      } finally {
        answer.stop();
      }
    } catch (caught) {
      signal.throwIfAborted();
      throw errorOf(quiet.signal.aborted ? new Stalled(quietMs) : caught, 'file');
    } finally {
      clearTimeout(timer);
    }
  }

  async forget(file: string, signal: AbortSignal): Promise<void> {
    await this.#repeated(signal, async () => {
      try {
        await this.#once({ call: `files/${encodeURIComponent(file)}`, erase: true, signal });
      } catch (caught) {
        if (!(caught instanceof Refusal && caught.status === 404)) throw caught;
      }
    });
  }

  async #find(madeFor: string, signal: AbortSignal): Promise<RemoteBatch | undefined> {
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { limit: String(MOST_ON_A_PAGE), ...(after === undefined ? {} : { after }) };
      const { data, has_more: hasMore } = record(await this.#once({ call: 'batches', query, signal }));
      const batches = (Array.isArray(data) ? data : []).flatMap(batchesIn);
      const found = batches.find((batch) => batch.madeFor === madeFor);
      const last = batches.at(-1)?.id;
      if (found !== undefined || hasMore !== true || last === undefined || last === after) return found;
      after = last;
    }
    return undefined;
  }

  #ask(call: ServerCall, withinMs?: number): Promise<unknown> {
    return this.#repeated(call.signal, () => this.#once(call, withinMs));
  }

  #once(call: ServerCall, withinMs = this.#settings.attemptMs): Promise<unknown> {
    return askForJson(this.#connection, call, withinMs);
  }

  #repeated<Result>(signal: AbortSignal, attempt: () => Promise<Result>): Promise<Result> {
    return withRetries(this.#settings.retries, { signal }, attempt, (caught) => ({
      ...judgeFailure(caught, ABOUT),
      error: errorOf(caught, 'batch'),
    }));
  }
}

const ABOUT = { model: 'its batches', promptTokens: 0, limit: 0 };

function errorOf(caught: unknown, what: 'batch' | 'file'): Error {
  if (caught instanceof Refusal && [404, 405, 501].includes(caught.status)) {
    if (what === 'file')
      return new RookeryError('NOT_FOUND', 'the model server has the file of a batch no more', {
        cause: caught,
      });
    return new RookeryError(
      'INVALID_ARGUMENT',
      `the model server takes no batches (it answered ${caught.status}); ask without them`,
      { cause: caught, reason: 'MODEL_SERVER_REFUSES_REQUEST' },
    );
  }
  return judgeFailure(caught, ABOUT).error;
}

/** A form with the file, as the protocol wants it. */
function formOf(lines: readonly Buffer[]): NonNullable<ServerCall['content']> {
  const boundary = `rookery-${createHash('sha256')
    .update(lines[0] ?? '')
    .digest('hex')}`;
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n` +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="rookery.jsonl"\r\n` +
    'content-type: application/jsonl\r\n\r\n';
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    chunks: [Buffer.from(head), ...lines, Buffer.from(`\r\n--${boundary}--\r\n`)],
  };
}

function idIn(value: unknown): string {
  const id = string(record(value)['id']);
  if (id === undefined || id === '' || id.length > MOST_ID)
    throw new RookeryError('UNAVAILABLE', 'the model server named no file', {
      reason: 'MODEL_SERVER_BROKEN_ANSWER',
    });
  return id;
}

const MOST_ID = 200;

/** @throws BrokenAnswer for what is no batch */
function batchIn(value: unknown): RemoteBatch {
  const { id, status, output_file_id, error_file_id, request_counts, metadata, errors } = record(value);
  if (typeof id !== 'string' || id === '' || id.length > MOST_ID || !isStatus(status)) {
    throw new BrokenAnswer('the model server sent something that is no batch');
  }
  const counts = record(request_counts);
  const [first] = Array.isArray(record(errors)['data']) ? (record(errors)['data'] as unknown[]) : [];
  return {
    id,
    status,
    madeFor: string(record(metadata)['rookery_batch']) ?? '',
    completed: count(counts['completed']) ?? 0,
    failed: count(counts['failed']) ?? 0,
    outputFile: fileIn(output_file_id),
    errorFile: fileIn(error_file_id),
    word: wordIn(record(first)['code']),
  };
}

/** Batches of others may be of a kind that is not known here. */
function batchesIn(value: unknown): RemoteBatch[] {
  try {
    return [batchIn(value)];
  } catch {
    return [];
  }
}

function isStatus(status: unknown): status is RemoteStatus {
  return typeof status === 'string' && STATUSES.has(status);
}

function fileIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MOST_ID ? value : undefined;
}

/** Prose may quote a prompt. */
function wordIn(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.-]{1,59}$/.test(value) ? value : '';
}

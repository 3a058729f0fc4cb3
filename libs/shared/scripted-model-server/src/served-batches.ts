import type { ServerResponse } from 'node:http';
import { failing, json, type Behaviour } from './behaviours.ts';
import type { SeenRequest } from './seen-request.ts';
import { wellBehaved } from './well-behaved.ts';

/** A line of the file that a batch is made of. */
export interface BatchedRequest {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the server does with one request of a batch; undefined: it never gets to it. */
export type BatchedAnswer = { readonly status: number; readonly body: unknown } | undefined;

/** What becomes of a batch. */
export interface BatchOutcome {
  /** How often it is said to be in progress first. */
  readonly polls?: number;
  readonly status?: 'completed' | 'expired' | 'failed';
  /** Not set: as a model that does as it is told. */
  readonly answer?: (request: BatchedRequest, index: number) => BatchedAnswer;
  /** The output file of its lines; not set: each on a line of its own, in the order of the requests. */
  readonly output?: (lines: readonly string[]) => string;
  /** Why it failed. */
  readonly word?: string;
  /** The server makes the batch and hangs up instead of saying so. */
  readonly hangsUp?: boolean;
}

/** A batch as the server has it. */
export interface ServedBatch {
  readonly id: string;
  readonly requests: readonly BatchedRequest[];
  readonly outcome: BatchOutcome;
  readonly metadata: unknown;
  readonly inputFile: string;
  status: string;
  polls: number;
  files: { output?: string; error?: string };
}

/** The Batch API of the OpenAI protocol: files, batches and their results. */
export interface ServedBatches {
  /** Does what is asked of files and batches, and leaves the rest to another behaviour. */
  readonly behaviour: Behaviour;
  /** Oldest first. */
  readonly batches: readonly ServedBatch[];
  /** By id; erased ones are gone. */
  readonly files: ReadonlyMap<string, string>;
}

/** @param outcomes of the batches in the order in which they are made; after them the last one stays */
export function serveBatches(
  outcomes: readonly [BatchOutcome, ...BatchOutcome[]],
  others: Behaviour,
): ServedBatches {
  const batches: ServedBatch[] = [];
  const files = new Map<string, string>();
  let numbers = 0;
  const keep = (text: string): string => {
    const id = `file-${(numbers += 1)}`;
    files.set(id, text);
    return id;
  };

  const describe = ({ id, requests, outcome, metadata, inputFile, status, files: results }: ServedBatch) => ({
    id,
    object: 'batch',
    endpoint: '/v1/chat/completions',
    input_file_id: inputFile,
    completion_window: '24h',
    status,
    metadata,
    output_file_id: results.output ?? null,
    error_file_id: results.error ?? null,
    request_counts: {
      total: requests.length,
      completed: status === 'completed' ? requests.length : 0,
      failed: 0,
    },
    errors:
      outcome.word === undefined || status !== 'failed'
        ? null
        : { object: 'list', data: [{ code: outcome.word, message: 'in words', line: null }] },
  });

  const end = (batch: ServedBatch, status: string): void => {
    batch.status = status;
    if (status === 'failed') return;
    const { answer = obeyed, output = (lines) => lines.map((line) => `${line}\n`).join('') } = batch.outcome;
    const [done, undone]: [string[], string[]] = [[], []];
    batch.requests.forEach((request, index) => {
      const answered = answer(request, index);
      const line = resultLine(request, answered, status);
      if (answered !== undefined && answered.status < 400) done.push(line);
      else undone.push(line);
    });
    if (done.length > 0) batch.files.output = keep(output(done));
    if (undone.length > 0) batch.files.error = keep(undone.map((line) => `${line}\n`).join(''));
  };

  const look = (batch: ServedBatch): void => {
    if (batch.status === 'cancelling') end(batch, 'cancelled');
    if (batch.status !== 'validating' && batch.status !== 'in_progress') return;
    batch.polls += 1;
    if (batch.polls <= (batch.outcome.polls ?? 0)) batch.status = 'in_progress';
    else end(batch, batch.outcome.status ?? 'completed');
  };

  const make = (response: ServerResponse, request: SeenRequest): void => {
    const { input_file_id: inputFile, endpoint, completion_window: window, metadata } = request.body;
    const text = files.get(String(inputFile));
    if (text === undefined || endpoint !== '/v1/chat/completions' || window !== '24h') {
      failing(400, { message: 'no such file, endpoint or window', code: 'invalid_request' })(
        response,
        request,
      );
      return;
    }
    const outcome = outcomes[batches.length] ?? outcomes.at(-1) ?? {};
    const batch: ServedBatch = {
      id: `batch_${batches.length + 1}`,
      requests: text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as BatchedRequest),
      outcome,
      metadata,
      inputFile: String(inputFile),
      status: 'validating',
      polls: 0,
      files: {},
    };
    batches.push(batch);
    if (outcome.hangsUp === true) response.destroy();
    else json(200, describe(batch))(response, request);
  };

  const behaviour: Behaviour = (response, request) => {
    const url = new URL(request.path, 'http://server');
    const [kind, id = '', what = ''] = url.pathname.replace('/v1/', '').split('/');
    const batch = batches.find((one) => one.id === id);
    const missing = failing(404, { message: 'there is none', code: 'not_found' });
    const { method } = request;
    if (kind === 'files') {
      if (method === 'POST')
        json(200, { id: keep(fileIn(request)), object: 'file', purpose: 'batch' })(response, request);
      else if (!files.has(id)) missing(response, request);
      else if (method === 'DELETE') {
        files.delete(id);
        json(200, { id, deleted: true })(response, request);
      } else response.end(files.get(id));
    } else if (kind !== 'batches') others(response, request);
    else if (method === 'POST' && id === '') make(response, request);
    else if (id === '') {
      const newest = batches.toReversed().map(describe);
      const after = newest.findIndex((one) => one.id === url.searchParams.get('after')) + 1;
      const page = newest.slice(after, after + Number(url.searchParams.get('limit') ?? 20));
      const data = { object: 'list', data: page, has_more: after + page.length < newest.length };
      json(200, data)(response, request);
    } else if (batch === undefined) missing(response, request);
    else {
      if (what === 'cancel') batch.status = 'cancelling';
      else look(batch);
      json(200, describe(batch))(response, request);
    }
  };
  return { behaviour, batches, files };
}

/** The file of a form, whose other field says what it is for. */
function fileIn({ headers, text }: SeenRequest): string {
  const boundary = /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = text.split(`--${boundary}`).map((part) => part.split('\r\n\r\n'));
  const [, purpose = ''] = parts.find(([head]) => head?.includes('name="purpose"')) ?? [];
  const [, file = ''] = parts.find(([head]) => head?.includes('name="file"')) ?? [];
  if (purpose.trim() !== 'batch') throw new Error(`purpose: is ${purpose.trim()}, batch is needed`);
  return file.replace(/\r\n$/, '');
}

function obeyed({ body }: BatchedRequest): BatchedAnswer {
  const messages = (body['messages'] ?? []) as readonly { readonly content: string }[];
  const words = messages.map(({ content }) => content).join('\n');
  return { status: 200, body: completion(wellBehaved({ body, words })) };
}

/** A completion of a batch. */
export function completion(content: string, finishReason = 'stop'): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  };
}

function resultLine({ custom_id }: BatchedRequest, answered: BatchedAnswer, status: string): string {
  return JSON.stringify({
    id: 'batch_req_1',
    custom_id,
    response:
      answered === undefined ? null : { status_code: answered.status, request_id: 'r', body: answered.body },
    error: answered === undefined ? { code: `batch_${status}`, message: 'it was not done' } : null,
  });
}

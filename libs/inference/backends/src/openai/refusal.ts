import type { IncomingHttpHeaders } from 'node:http';
import { retryAfterMs } from './retry-after.ts';
import { saidIn } from './said.ts';
import { count, record, string } from './untyped.ts';

/** A server said no, in the status of its answer or inside of it. Never passed on: what it says may quote a prompt. */
export class Refusal extends Error {
  /** HTTP status; of an error inside of a 200 the one that the error stands for. */
  readonly status: number;
  /** What the server says; see saidIn. Empty: nothing. */
  readonly said: string;
  /** The server's own word for it, such as `insufficient_quota`, when it looks like one; else empty. */
  readonly word: string;
  /** How long it asks to wait, in milliseconds. */
  readonly askedWaitMs: number | undefined;
  /** The body is a page for people, not an answer for programs. */
  readonly isPage: boolean;

  constructor(status: number, body: string, headers: IncomingHttpHeaders = {}) {
    super(`the model server answered ${status}`);
    this.name = 'Refusal';
    this.isPage = /^\s*<(?:!doctype|html|\?xml|head|body)/i.test(body);
    this.said = this.isPage ? '' : saidIn(body);
    this.status = status;
    this.word = wordIn(body);
    this.askedWaitMs = retryAfterMs(headers, this.said, Date.now());
  }
}

/**
 * The refusal inside of what came with status 200: an `error` of any shape, of the answer or of its first choice, or what other
 * protocols have in its place. Undefined when there is none.
 */
export function refusalIn(body: unknown): Refusal | undefined {
  const { code, status } = record(body);
  const said = errorIn(record(body));
  if (said === undefined || said === null || said === false || said === '') return undefined;
  const text = JSON.stringify(typeof said === 'object' ? said : { message: said, code, status });
  return new Refusal(statusIn(said) ?? statusIn(body) ?? statusOfWords(text), text);
}

function errorIn(body: Record<string, unknown>): unknown {
  const { error, errors, object, choices, message, detail, success, base_resp: base } = body;
  if (error !== undefined && error !== null) return error;
  if (Array.isArray(errors) && errors.length > 0)
    return errors.length === 1 ? (errors[0] as unknown) : errors;
  // Its 0 means that all went well.
  const { status_code: number } = record(base);
  if (number !== undefined && number !== 0) return base;
  const failed =
    object === 'error' || success === false || (body['error_msg'] ?? body['error_code']) !== undefined;
  if (failed && !Array.isArray(choices)) return body;
  return choices === undefined && (message ?? detail) !== undefined ? body : undefined;
}

/** The status that an error names itself. */
function statusIn(error: unknown): number | undefined {
  const fields = record(error);
  const named = ['code', 'status', 'status_code', 'http_code', 'http_status']
    .map((name) => count(Number(fields[name] ?? Number.NaN)))
    .find((value) => value !== undefined && value >= 400 && value <= 599);
  return named ?? (fields['error'] === undefined ? undefined : statusIn(fields['error']));
}

const STATUS_OF_WORDS: readonly (readonly [words: RegExp, status: number])[] = [
  [/insufficient_quota|insufficient[ _]balance/i, 402],
  [/rate[ _]?limit|too many requests|RESOURCE_EXHAUSTED|throttl|\bqps\b|request limit/i, 429],
  [/invalid_api_key|authentication|unauthori[sz]ed|UNAUTHENTICATED/i, 401],
  [/permission|forbidden/i, 403],
  [/model_not_found|not_found_error/i, 404],
  [/invalid_request|bad[ _]?request|INVALID_ARGUMENT|validation|unsupported|not supported/i, 400],
];

// An error that names neither a status nor a kind is taken for a fault of the server.
function statusOfWords(text: string): number {
  return STATUS_OF_WORDS.find(([words]) => words.test(text))?.[1] ?? 500;
}

/** Code or type of an error when it looks like an identifier: some servers put prose there. */
function wordIn(body: string): string {
  let fields: Record<string, unknown>;
  try {
    fields = record(JSON.parse(body));
  } catch {
    return '';
  }
  const inner = typeof fields['error'] === 'object' ? record(fields['error']) : fields;
  const words = [inner['code'], inner['type'], inner['status']].map(string);
  return words.find((word) => word !== undefined && /^[A-Za-z][A-Za-z0-9_.-]{1,59}$/.test(word)) ?? '';
}

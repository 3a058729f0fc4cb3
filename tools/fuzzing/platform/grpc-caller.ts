import {
  connect,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { fieldsNamed } from './contracts.ts';

/** How a call ended. */
export interface Ended {
  /** Of gRPC; NaN: the call ended without one. */
  readonly status: number;
  readonly message: string;
  /** Fields that the error names. */
  readonly fields: readonly string[];
  /** All of the trailer that tells errors apart, as text: what a caller may be shown. */
  readonly details: string;
  /** HTTP status of the answer; 0: none came. */
  readonly http: number;
  /** Code of the reset that ended it; 0: none did. */
  readonly reset: number;
  /** Whether it was this caller who left: it had seen enough. */
  readonly left: boolean;
}

export interface CallOptions {
  readonly headers?: OutgoingHttpHeaders;
  /** False: the caller never says that there are no more messages. */
  readonly ends?: boolean;
  /** The caller leaves so long after the first message of an answer that goes on, in milliseconds; not set: it stays. */
  readonly leavesAfterMs?: number;
  /** Deadline of the call, in milliseconds. */
  readonly deadlineMs?: number;
}

/** Far beyond any deadline that is sent. */
const PATIENCE_MS = 60_000;
const DEADLINE_MS = 4_000;

/** A caller that sends whatever it is given: no client library is between it and the gateway. */
export class GrpcCaller {
  readonly #address: string;
  readonly #key: string;
  #session: ClientHttp2Session | undefined;

  /** @param address host:port of the gateway */
  constructor(address: string, key: string) {
    this.#address = address;
    this.#key = key;
  }

  /** A call with these messages, each in a frame of gRPC. */
  call(path: string, messages: readonly Uint8Array[], options: CallOptions = {}): Promise<Ended> {
    return this.send(path, Buffer.concat(messages.map(framed)), options);
  }

  /** A call whose body is just these bytes. */
  async send(path: string, body: Uint8Array, options: CallOptions = {}): Promise<Ended> {
    const { headers = {}, ends = true, deadlineMs = DEADLINE_MS } = options;
    const stream = (await this.#open()).request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': `${deadlineMs}m`,
      authorization: `Bearer ${this.#key}`,
      ...headers,
    });
    const ended = endOf(stream, options.leavesAfterMs);
    if (ends) stream.end(body);
    else stream.write(body);
    return ended;
  }

  close(): void {
    this.#session?.destroy();
  }

  async #open(): Promise<ClientHttp2Session> {
    const open = this.#session;
    if (open !== undefined && !open.closed && !open.destroyed) return open;
    const session = connect(`http://${this.#address}`);
    session.on('error', () => undefined);
    session.on('goaway', () => session.close());
    await new Promise<void>((resolve) => {
      session.once('connect', () => resolve());
      session.once('close', () => resolve());
    });
    this.#session = session;
    return session;
  }
}

/** A message in its frame of gRPC. */
export function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function endOf(stream: ClientHttp2Stream, leavesAfterMs: number | undefined): Promise<Ended> {
  return new Promise((resolve) => {
    let found: Record<string, unknown> = {};
    let left = false;
    const read = (headers: Record<string, unknown>): void => void (found = { ...found, ...headers });
    const patience = setTimeout(() => stream.close(), PATIENCE_MS);
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('error', () => undefined);
    stream.once('data', () => {
      if (leavesAfterMs === undefined) return;
      setTimeout(() => {
        left ||= !stream.closed;
        stream.close();
      }, leavesAfterMs);
    });
    stream.on('data', () => undefined);
    stream.on('close', () => {
      clearTimeout(patience);
      resolve(ended(found, left, stream.rstCode));
    });
  });
}

function ended(headers: Record<string, unknown>, left: boolean, reset: number): Ended {
  const text = (name: string): string => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  const status = headers['grpc-status'];
  const details = Buffer.from(text('grpc-status-details-bin'), 'base64');
  return {
    status: status === undefined ? NaN : Number(status),
    message: unescaped(text('grpc-message')),
    fields: fieldsNamed(details),
    details: details.toString('utf8'),
    http: Number(headers[':status'] ?? 0),
    reset,
    left,
  };
}

/** As gRPC writes it; one that is written otherwise stays as it is. */
function unescaped(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

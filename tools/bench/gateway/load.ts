// The caller of the gateway bench, a process of its own: unary calls on a few HTTP/2 connections, always the same
// number in flight. A raw HTTP/2 client, because it costs half of a gRPC client and should not be what is measured.
// Every answer is checked: all bytes came back and the status is OK.
import { connect, type ClientHttp2Session } from 'node:http2';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { CALL_PATH, FRAME_BYTES, MESSAGE_BYTES } from './call.ts';

/** What to measure, from the parent. */
export interface LoadOrder {
  readonly port: number;
  /** Brought with every call; not set: none. */
  readonly apiKey?: string | undefined;
  readonly connections: number;
  readonly inFlight: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What came out of it. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Calls without status OK or with other bytes than were sent. */
  readonly failed: number;
}

const HEADERS = { ':method': 'POST', ':path': CALL_PATH, 'content-type': 'application/grpc', te: 'trailers' };
const frame = Buffer.alloc(FRAME_BYTES);
frame.writeUInt32BE(MESSAGE_BYTES, 1);

async function measure(order: LoadOrder): Promise<LoadResult> {
  const sessions = Array.from({ length: order.connections }, () => connect(`http://127.0.0.1:${order.port}`));
  await Promise.all(sessions.map((session) => once(session, 'connect')));
  const headers = order.apiKey === undefined ? HEADERS : { ...HEADERS, 'x-api-key': order.apiKey };
  let done = 0;
  let failed = 0;
  let stopping = false;
  const call = (session: ClientHttp2Session): void => {
    if (stopping) return;
    let bytes = 0;
    let status: unknown;
    const stream = session.request(headers);
    const noteStatus = (headers: Readonly<Record<string, unknown>>): void => {
      status = headers['grpc-status'];
    };
    stream.on('response', noteStatus);
    stream.on('trailers', noteStatus);
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (status === '0' && bytes === FRAME_BYTES) done += 1;
      else failed += 1;
      call(session);
    });
    stream.end(frame);
  };
  for (let index = 0; index < order.inFlight; index += 1) {
    call(sessions[index % sessions.length] as ClientHttp2Session);
  }
  await pause(order.warmUpMs);
  done = 0;
  failed = 0;
  const started = performance.now();
  await pause(order.measureMs);
  const result = { requestsPerSecond: (done * 1000) / (performance.now() - started), failed };
  stopping = true;
  for (const session of sessions) session.destroy();
  return result;
}

process.on('message', (order: LoadOrder) => {
  void measure(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));

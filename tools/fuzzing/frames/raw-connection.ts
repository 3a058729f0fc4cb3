import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawInput } from './any-frame.ts';
import { bytesOf, FRAME, framesIn } from './raw-frame.ts';

/** After so long without an answer nothing more is expected, in milliseconds. */
const QUIET_MS = 60;
/** Most that is sent of one frame that is repeated, in bytes. */
const MOST_BYTES = 4_000_000;
/** Code of RST_STREAM (RFC 9113, 7): the server says that it has a fault. */
const INTERNAL_ERROR = 2;

/**
 * Writes frames on a connection of their own and reads what comes back, until it is closed or quiet.
 * @param address host:port
 * @returns what was wrong with the answer; undefined: nothing
 */
export async function playRaw(
  address: string,
  { preface, frames, cut }: RawInput,
): Promise<string | undefined> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  const received: Buffer[] = [];
  let heardAt = performance.now();
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    heardAt = performance.now();
    received.push(bytes);
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.race([once(socket, 'connect').catch(() => undefined), closed]);
  const all = Buffer.concat([
    Buffer.from(preface, 'base64'),
    ...frames.flatMap((frame) => repeated(bytesOf(frame), frame.times)),
  ]);
  socket.write(all.subarray(0, cut));
  // Pieces arrive as pieces only when somebody has had time to read the first.
  if (cut > 0) await sleep(2);
  socket.write(all.subarray(cut));
  while (!socket.closed && performance.now() - heardAt < QUIET_MS) await Promise.race([closed, sleep(10)]);
  socket.destroy();
  return faultIn(Buffer.concat(received));
}

function repeated(frame: Buffer, times: number): Buffer[] {
  return Array.from({ length: Math.min(times, Math.ceil(MOST_BYTES / frame.length)) }, () => frame);
}

/** Answers to what is no HTTP/2 have no frames, and are as good as none. Node ends every connection that is broken off with INTERNAL_ERROR. */
function faultIn(received: Buffer): string | undefined {
  const isFault = framesIn(received).some(
    ({ type, payload }) =>
      type === FRAME.reset && payload.length === 4 && payload.readUInt32BE(0) === INTERNAL_ERROR,
  );
  return isFault ? 'a stream was reset with INTERNAL_ERROR' : undefined;
}

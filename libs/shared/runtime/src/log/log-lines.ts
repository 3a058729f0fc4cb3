import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** Writes some of the bytes, at once. @returns how many @throws the system's error */
type Write = (bytes: Buffer) => number;

const STDOUT = 1;
/** How long a full pipe is waited for, in milliseconds: its reader is at work, or it is not. */
const PATIENCE_MS = 200;
const LOOK_EVERY_MS = 5;

/**
 * Where the lines of a log go. What cannot be written (the disk is full, the reader is gone or stands still) is dropped and counted, and
 * the first line that can be written again is one that says how many were lost: a service goes on without its log.
 */
export class LogLines implements DestinationStream {
  readonly #write: Write;
  #dropped = 0;
  /** A line was written in part: what comes next begins on a line of its own. */
  #torn = false;

  /** @param write not set: to the standard output */
  constructor(write: Write = (bytes) => writeSync(STDOUT, bytes)) {
    this.#write = write;
  }

  write(line: string): void {
    const lost =
      this.#dropped > 0
        ? `${JSON.stringify({ level: 40, time: new Date().toISOString(), pid: process.pid, dropped: this.#dropped, msg: 'lines of this log could not be written' })}\n`
        : '';
    if (this.#pass(Buffer.from(`${this.#torn ? '\n' : ''}${lost}${line}`))) this.#dropped = 0;
    else this.#dropped += 1;
  }

  #pass(bytes: Buffer): boolean {
    // A pipe that was full a moment ago is not waited for again.
    const giveUpAt = performance.now() + (this.#dropped > 0 ? 0 : PATIENCE_MS);
    let written = 0;
    while (written < bytes.length) {
      try {
        written += this.#write(bytes.subarray(written));
      } catch (caught) {
        if (isFullPipe(caught) && performance.now() < giveUpAt) {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
          continue;
        }
        this.#torn ||= written > 0;
        return false;
      }
    }
    this.#torn = false;
    return true;
  }
}

function isFullPipe(caught: unknown): boolean {
  return caught instanceof Error && 'code' in caught && caught.code === 'EAGAIN';
}

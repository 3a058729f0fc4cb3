import type { Writable } from 'node:stream';
import { EXIT } from '../terminal/exit-code.ts';

/** Nobody reads on: what is printed into it ends, and that is no error. */
export class ReaderGone extends Error {}

/**
 * Aborts at the first Ctrl-C or SIGTERM, so that work ends cleanly; a second one ends the process at once. Aborts with
 * `ReaderGone` when the program that stdout is piped into has ended, as `head` does.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new DOMException('interrupted', 'AbortError'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  whenClosed(process.stdout, () => controller.abort(new ReaderGone()));
  // What is said beside the result may go unread.
  whenClosed(process.stderr, () => undefined);
  return controller.signal;
}

function whenClosed(output: Writable, act: () => void): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    act();
  });
}

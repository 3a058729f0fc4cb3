import type { Outcome } from './outcome.ts';
import type { ProcessReadings } from './server-load.ts';

/** A call under way. */
export interface StartedCall {
  /** Settles when the call has ended; never rejects. */
  readonly outcome: Promise<Outcome>;
  /** Ends it now, with CANCELLED unless it has just ended. A method and no AbortSignal, because thousands are in flight. */
  cancel(): void;
}

/** Something that can be called again and again. */
export interface LoadTarget {
  /** What is called, in words for the report. */
  readonly title: string;
  /** What the last call that failed was told, with its status; undefined when none failed. */
  readonly lastFailure: string | undefined;
  /**
   * Starts a call that ends by itself within the target's own deadline.
   * @param index counts the calls of a load from 0: what a call asks follows from it, so loads repeat themselves
   */
  start(index: number): StartedCall;
  /**
   * Reads how busy the processes behind it are, the same ones each time. Not there: the target has none of its own. Rejects,
   * saying why, when they do not tell.
   */
  readonly readProcesses?: (signal: AbortSignal) => Promise<ProcessReadings>;
  /** Gives connections back. */
  close(): void;
}

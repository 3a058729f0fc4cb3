import { setImmediate as breathe } from 'node:timers/promises';
import { waitOrAbort } from '@rookery/shared-concurrency';
import type { Outcome } from './outcome.ts';
import type { Recorder } from './recorder.ts';
import type { LoadTarget, StartedCall } from './target.ts';

export interface OpenLoopOptions {
  /** Intended start times in milliseconds from now, ascending. */
  readonly arrivals: Iterable<number>;
  /** When the load ends, in milliseconds from now: at or after the last arrival. */
  readonly endMs: number;
  readonly target: LoadTarget;
  readonly recorder: Recorder;
  /** Calls at most, warm-up included. */
  readonly maxCalls: number;
  /** A call that is due while this many are in flight is dropped: memory is bounded, and the drop is counted. */
  readonly maxInFlight: number;
  /** How long calls may take to end after the last one has started, in milliseconds; then they are cancelled. */
  readonly drainMs: number;
  /** Ends the load: no new calls, those in flight are cancelled and counted. */
  readonly signal: AbortSignal;
}

/** How long due calls may be sent in one go before answers are let in. */
const LONGEST_BURST_MS = 5;
/** What cancelled calls get to unwind. */
const UNWIND_MS = 2_000;

/**
 * Offers load in an open loop: calls start at their intended times whether or not earlier ones were answered. Resolves
 * when the load is over and all calls have ended, with the elapsed milliseconds; never rejects for what a call did.
 */
export async function driveOpenLoop(options: OpenLoopOptions): Promise<number> {
  const { arrivals, endMs, recorder, maxCalls, signal } = options;
  const origin = performance.now();
  const now = (): number => performance.now() - origin;
  const flight = new Flight(options, now);
  // Timers count whole milliseconds and may be early: a call must never be.
  const until = async (ms: number): Promise<void> => {
    for (let wait = ms - now(); wait > 0 && !signal.aborted; wait = ms - now()) {
      await waitOrAbort(Math.ceil(wait), signal);
      lastBreath = now();
    }
  };
  let calls = 0;
  let lastBreath = 0;
  for (const intendedMs of arrivals) {
    if (calls >= maxCalls) break;
    if (now() - lastBreath > LONGEST_BURST_MS) {
      await breathe();
      lastBreath = now();
    }
    await until(intendedMs);
    if (signal.aborted) break;
    recorder.offered(intendedMs);
    flight.start(calls, intendedMs);
    calls += 1;
  }
  // The gap after the last call belongs to the load as the gaps before it do. The most calls end it at once.
  if (calls < maxCalls) await until(endMs);
  await flight.land(signal);
  return now();
}

/** The calls that were sent and have not ended. */
class Flight {
  readonly #options: OpenLoopOptions;
  readonly #now: () => number;
  readonly #calls = new Set<StartedCall>();
  #onEmpty: () => void = () => undefined;

  constructor(options: OpenLoopOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  start(index: number, intendedMs: number): void {
    const { target, recorder, maxInFlight } = this.#options;
    const sentMs = this.#now();
    if (this.#calls.size >= maxInFlight) {
      recorder.ended({ intendedMs, sentMs: undefined, endedMs: sentMs, outcome: 'DROPPED' });
      return;
    }
    const call = target.start(index);
    this.#calls.add(call);
    void call.outcome.then((outcome: Outcome) => {
      this.#calls.delete(call);
      recorder.ended({ intendedMs, sentMs, endedMs: this.#now(), outcome });
      if (this.#calls.size === 0) this.#onEmpty();
    });
  }

  /** Resolves when no call is left, having cancelled those that take longer than they may. */
  async land(signal: AbortSignal): Promise<void> {
    await this.#emptyWithin(this.#options.drainMs, signal);
    for (const call of this.#calls) call.cancel();
    await this.#emptyWithin(UNWIND_MS);
  }

  async #emptyWithin(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#calls.size === 0) return;
    const finish = new AbortController();
    this.#onEmpty = () => finish.abort();
    await waitOrAbort(ms, signal === undefined ? finish.signal : AbortSignal.any([finish.signal, signal]));
  }
}

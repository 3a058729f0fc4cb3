import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { constantRate } from './rate-profile.ts';
import { runLoad, type LoadPlan } from './run-load.ts';
import type { Outcome } from './outcome.ts';
import type { LoadTarget, StartedCall } from './target.ts';

const never = new AbortController().signal;

const plan = (changes: Partial<LoadPlan> = {}): LoadPlan => ({
  profile: constantRate(100, 0.5),
  spacing: 'even',
  seed: 1,
  warmUpSeconds: 0,
  maxCalls: 10_000,
  maxInFlight: 10_000,
  timeoutMs: 10_000,
  ...changes,
});

/** A target whose calls end when the test says so. */
class HeldTarget implements LoadTarget {
  readonly title = 'held';
  readonly lastFailure = undefined;
  readonly held: ((outcome: Outcome) => void)[] = [];
  onStart: (index: number) => void = () => undefined;

  start(index: number): StartedCall {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.held.push(resolve);
    this.onStart(index);
    return { outcome: promise, cancel: () => resolve('CANCELLED') };
  }

  answerAll(): void {
    for (const answer of this.held.splice(0)) answer('OK');
  }

  close(): void {
    this.answerAll();
  }
}

const answering = (work: (index: number) => Promise<Outcome>): LoadTarget => ({
  title: 'answering',
  lastFailure: undefined,
  start: (index) => ({ outcome: work(index), cancel: () => undefined }),
  close: () => undefined,
});

describe('runLoad', () => {
  it('does not wait for answers', async () => {
    const target = new HeldTarget();
    target.onStart = (index) => {
      // Not one answer before the last call has started.
      if (index === 49) target.answerAll();
    };
    const result = await runLoad(target, plan(), never);
    expect(result.outcomes).toEqual({ OK: 50 });
    // The first call was held until the last one started, half a second later.
    expect(result.latency?.max).toBeGreaterThan(450);
  });

  it('charges the target for calls that came late because the process was stopped', async () => {
    let stalled = false;
    const target = answering(async () => {
      if (!stalled) {
        stalled = true;
        const until = performance.now() + 300;
        while (performance.now() < until);
      }
      return 'OK';
    });
    const result = await runLoad(target, plan(), never);
    expect(result.outcomes).toEqual({ OK: 50 });
    // About 30 of 50 calls were due during the stall; a closed loop would have seen one slow call.
    expect(result.latency?.p50).toBeGreaterThan(10);
    expect(result.lag?.max).toBeGreaterThan(200);
  });

  it('lasts to its end, also after the last call', async () => {
    const slow = plan({ profile: constantRate(2, 0.9) });
    const result = await runLoad(
      answering(async () => 'OK'),
      slow,
      never,
    );
    expect(result).toMatchObject({ seconds: 0.9, offered: 2 });
  });

  it('drops what is over the limit of calls in flight, and counts it', async () => {
    const target = new HeldTarget();
    target.onStart = (index) => {
      if (index === 9) setTimeout(() => target.answerAll(), 1_000);
    };
    const result = await runLoad(target, plan({ maxInFlight: 10 }), never);
    expect(result.outcomes).toEqual({ OK: 10, DROPPED: 40 });
    expect(result.p99OfAll).toBe(Infinity);
  });

  it('stops when interrupted: no more calls, those in flight are cancelled and counted', async () => {
    const target = new HeldTarget();
    const stop = new AbortController();
    target.onStart = (index) => {
      if (index === 4) stop.abort();
    };
    const result = await runLoad(target, plan({ profile: constantRate(100, 3600) }), stop.signal);
    expect(result).toMatchObject({ interrupted: true, offered: 5, outcomes: { CANCELLED: 5 } });
    expect(result.seconds).toBeLessThan(60);
  });

  it('cancels calls that do not end by themselves', async () => {
    const result = await runLoad(new HeldTarget(), plan({ timeoutMs: 10 }), never);
    expect(result.outcomes).toEqual({ CANCELLED: 50 });
  });

  it('never sends a call before it is due', async () => {
    const target = answering(async () => 'OK');
    const result = await runLoad(target, plan({ spacing: 'poisson' }), never);
    // What would have been early is in the first bar, a microsecond wide.
    expect(result.bars[0]?.fromMs).toBeGreaterThan(0.001);
  });

  it('ends at the most calls, and does not measure the warm-up', async () => {
    const started: number[] = [];
    const target = answering(async (index) => {
      started.push(index);
      await later(1);
      return index % 2 === 0 ? 'OK' : 'UNAVAILABLE';
    });
    const result = await runLoad(target, plan({ warmUpSeconds: 0.2, maxCalls: 60 }), never);
    expect(started).toEqual(Array.from({ length: 60 }, (_, index) => index));
    expect(result.outcomes).toEqual({ OK: 20, UNAVAILABLE: 20 });
  });
});

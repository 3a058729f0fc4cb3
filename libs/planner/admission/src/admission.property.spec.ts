import { describe, expect, it } from '@jest/globals';
import { isRookeryError } from '@rookery/shared-errors';
import fc from 'fast-check';
import { Admission, type AdmittedSearch } from './admission.ts';

const STEP_MS = 10;
/** Estimates are means over a second: what has changed is known after a few. */
const LEARNING_SECONDS = 5;

interface Sent {
  readonly atMs: number;
  readonly deadlineMs: number;
  admitted: boolean;
  endedMs: number | undefined;
}

/** Lets promises that are kept be noticed. */
const settled = (): Promise<void> => new Promise((resolve) => queueMicrotask(resolve));

interface Machine {
  /** Evaluations a second in all. */
  readonly capacity: number;
  /** Evaluations a second of one search at most, however little else there is to do. */
  readonly fastest: number;
}

/** A small generator of random numbers (xorshift), so that a failing case repeats. */
function randomFrom(seed: number): () => number {
  let state = seed * 2 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A clock and a service whose searches share a machine evenly, as processes share a processor. */
class Simulation {
  readonly sent: Sent[] = [];
  machine: Machine;
  readonly #budget: number;
  readonly #deadlineMs: number;
  readonly #random: () => number;
  readonly #admission: Admission;
  readonly #running = new Set<{ call: Sent; search: AdmittedSearch; done: number }>();
  #now = 1_000_000;

  constructor(machine: Machine, budget: number, deadlineMs: number, seed: number) {
    this.machine = machine;
    this.#budget = budget;
    this.#deadlineMs = deadlineMs;
    this.#random = randomFrom(seed);
    this.#admission = new Admission(
      () => this.#now,
      () => this.#random(),
    );
  }

  /** Searches that ended in time within the last seconds, per second. */
  goodput(seconds: number): number {
    const since = this.#now - seconds * 1000;
    return this.sent.filter((call) => (call.endedMs ?? 0) > since).length / seconds;
  }

  /** Goes on for a while with Poisson arrivals; the calls that came in it. */
  async run(seconds: number, callsPerSecond: number): Promise<Sent[]> {
    const first = this.sent.length;
    const end = this.#now + seconds * 1000;
    while (this.#now < end) {
      this.#now += STEP_MS;
      const due = (2 * this.#random() * (callsPerSecond * STEP_MS)) / 1000;
      for (let calls = Math.floor(due + this.#random()); calls > 0; calls -= 1) void this.#call();
      this.#work();
      await settled();
    }
    return this.sent.slice(first);
  }

  async #call(): Promise<void> {
    const call: Sent = {
      atMs: this.#now,
      deadlineMs: this.#now + this.#deadlineMs,
      admitted: false,
      endedMs: undefined,
    };
    this.sent.push(call);
    try {
      const search = await this.#admission.admit({
        evaluations: this.#budget,
        deadline: new Date(call.deadlineMs),
        signal: new AbortController().signal,
      });
      call.admitted = true;
      this.#running.add({ call, search, done: 0 });
    } catch (caught) {
      if (!isRookeryError(caught) || caught.code !== 'RESOURCE_EXHAUSTED') throw caught;
      expect(caught.retryAfterMs).toBeGreaterThan(0);
    }
  }

  #work(): void {
    const { capacity, fastest } = this.machine;
    const each = (STEP_MS / 1000) * Math.min(fastest, capacity / this.#running.size);
    for (const running of this.#running) {
      // A slow machine one moment, a fast one the next.
      running.done += each * 2 * this.#random();
      running.search.progress(Math.floor(running.done));
      const over = running.done >= this.#budget;
      if (!over && this.#now < running.call.deadlineMs) continue;
      if (over) {
        running.call.endedMs = this.#now;
        running.search.finished();
      }
      running.search[Symbol.dispose]();
      this.#running.delete(running);
    }
  }
}

const admitted = (calls: readonly Sent[]): Sent[] => calls.filter((call) => call.admitted);
const late = (calls: readonly Sent[]): Sent[] => admitted(calls).filter((call) => call.endedMs === undefined);

// From a machine that one search can fill to one with room for twenty; deadlines from four to fifteen times the time that a
// search takes when it is alone.
const cases = fc.record({
  budget: fc.integer({ min: 30, max: 300 }),
  fastest: fc.integer({ min: 100, max: 1000 }),
  room: fc.integer({ min: 1, max: 20 }),
  slack: fc.integer({ min: 4, max: 15 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

interface Case {
  readonly budget: number;
  readonly fastest: number;
  readonly room: number;
  readonly slack: number;
  readonly seed: number;
}

function simulated({ budget, fastest, room, slack, seed }: Case): {
  simulation: Simulation;
  knee: number;
  deadlineMs: number;
} {
  const capacity = fastest * room;
  const deadlineMs = (1000 * slack * budget) / fastest;
  return {
    simulation: new Simulation({ capacity, fastest }, budget, deadlineMs, seed),
    knee: capacity / budget,
    deadlineMs,
  };
}

describe('Admission', () => {
  it('under five times the load keeps nearly all it can do, within deadlines, and recovers at once', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { simulation, knee, deadlineMs } = simulated(one);
        const seconds = 60 / knee + (3 * deadlineMs) / 1000;
        // A service has seen quiet times; then comes a lasting overload.
        await simulation.run(seconds / 2, knee / 4);
        await simulation.run(LEARNING_SECONDS + seconds / 2, knee * 5);
        const overload = await simulation.run(seconds, knee * 5);
        expect(simulation.goodput(seconds) / knee).toBeGreaterThan(0.85);
        await simulation.run((0.1 * deadlineMs) / 1000, knee / 4);
        const after = await simulation.run(seconds, knee / 4);
        await simulation.run((2 * deadlineMs) / 1000, 0);
        expect(late(overload).length).toBeLessThanOrEqual(0.02 * admitted(overload).length);
        expect(after.length - admitted(after).length).toBeLessThanOrEqual(2 + 0.1 * after.length);
      }),
      { seed: 5, numRuns: 20 },
    );
  });

  it('learns that the machine has become slower, and keeps deadlines again', async () => {
    const simulation = new Simulation({ capacity: 1000, fastest: 300 }, 60, 5_000, 3);
    await simulation.run(20, 80);
    simulation.machine = { capacity: 300, fastest: 100 };
    await simulation.run(20, 80);
    const slower = await simulation.run(30, 80);
    expect(simulation.goodput(30) / (300 / 60)).toBeGreaterThan(0.85);
    await simulation.run(10, 0);
    expect(late(slower).length).toBeLessThanOrEqual(0.02 * admitted(slower).length);
  });

  it('refuses nobody who asks for what can be done', async () => {
    const simulation = new Simulation({ capacity: 1000, fastest: 300 }, 60, 5_000, 4);
    const calls = await simulation.run(60, 8);
    expect(admitted(calls)).toHaveLength(calls.length);
    expect(late(calls.slice(0, -20))).toHaveLength(0);
  });
});

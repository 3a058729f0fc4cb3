import { describe, expect, it } from '@jest/globals';
import { isRookeryError, type RookeryError } from '@rookery/shared-errors';
import fc from 'fast-check';
import { OverloadMemory } from './overload.ts';

const STEP_MS = 5;

/** A service that takes so many calls a second and refuses the others, and a caller before it; the clock is the test's. */
class Simulation {
  readonly #memory: OverloadMemory;
  readonly #takesPerSecond: number;
  #now = 1000;
  #room = 0;
  #due = 0;

  constructor(takesPerSecond: number, random: () => number) {
    this.#takesPerSecond = takesPerSecond;
    this.#memory = new OverloadMemory(random);
  }

  /** What became of the calls of these seconds. */
  run(seconds: number, callsPerSecond: number): { asked: number; passed: number; taken: number } {
    const outcome = { asked: 0, passed: 0, taken: 0 };
    for (const end = this.#now + 1000 * seconds; this.#now < end; this.#now += STEP_MS) {
      this.#room = Math.min(
        1 + this.#takesPerSecond / 20,
        this.#room + (this.#takesPerSecond * STEP_MS) / 1000,
      );
      for (this.#due += (callsPerSecond * STEP_MS) / 1000; this.#due >= 1; this.#due -= 1)
        this.#call(outcome);
    }
    return outcome;
  }

  #call(outcome: { asked: number; passed: number; taken: number }): void {
    outcome.asked += 1;
    if (refusalOf(() => this.#memory.pass('plan', 'planner', this.#now)) !== undefined) return;
    outcome.passed += 1;
    if (this.#room >= 1) {
      this.#room -= 1;
      outcome.taken += 1;
    } else this.#memory.refused('plan', 700, this.#now);
  }
}

function refusalOf(pass: () => void): RookeryError | undefined {
  try {
    pass();
  } catch (caught) {
    if (isRookeryError(caught)) return caught;
    throw caught;
  }
  return undefined;
}

/** A small generator of random numbers, so that a failing case repeats. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const cases = fc.record({
  takes: fc.integer({ min: 1, max: 200 }),
  times: fc.integer({ min: 2, max: 20 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

describe('what overloaded services have refused', () => {
  it('passes on enough for the service to be busy, and little more, at any overload', () => {
    fc.assert(
      fc.property(cases, ({ takes, times, seed }) => {
        const simulation = new Simulation(takes, randomFrom(seed));
        simulation.run(3, takes * times);
        const { asked, passed, taken } = simulation.run(10, takes * times);
        expect(taken).toBeGreaterThan(0.95 * Math.min(asked, takes * 10) - 3);
        // Two calls for each that is taken, and 20 a second; a quarter more for chance.
        expect(passed).toBeLessThan(1.25 * (2 * taken + 20 * 10));
      }),
      { seed: 11, numRuns: 20 },
    );
  });

  it('lets everything through within two seconds after an overload', () => {
    fc.assert(
      fc.property(cases, ({ takes, times, seed }) => {
        const simulation = new Simulation(takes, randomFrom(seed));
        simulation.run(5, takes * times);
        simulation.run(2, takes / 2);
        const { asked, taken } = simulation.run(5, takes / 2);
        expect(asked - taken).toBeLessThanOrEqual(3 + 0.02 * asked);
      }),
      { seed: 12, numRuns: 20 },
    );
  });

  it('refuses nobody who sends less than twenty calls a second, however few are taken', () => {
    const simulation = new Simulation(0, randomFrom(1));
    const { asked, passed } = simulation.run(60, 19);
    expect(passed).toBe(asked);
  });

  it('refuses nothing of a method that was never refused', () => {
    const memory = new OverloadMemory(() => 0);
    for (let call = 0; call < 1000; call += 1) memory.refused('a plan', 100, 0);
    for (let call = 0; call < 1000; call += 1) memory.pass('a run', 'benchmark', 0);
  });

  it('says what a refusal of the service would say: overloaded, and when to come back', () => {
    const memory = new OverloadMemory(() => 0);
    let refusal: RookeryError | undefined;
    for (let call = 0; call < 100 && refusal === undefined; call += 1) {
      memory.refused('plan', 1234, 0);
      refusal = refusalOf(() => memory.pass('plan', 'planner', 0));
    }
    expect(refusal).toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'OVERLOADED',
      retryAfterMs: 1234,
    });
    expect(refusal?.message).toContain('planner: is overloaded');
  });

  it('remembers few methods, the newest', () => {
    const memory = new OverloadMemory(() => 0);
    const flood = (method: string): void => {
      for (let call = 0; call < 50; call += 1) {
        memory.refused(method, 100, 0);
        refusalOf(() => memory.pass(method, 'planner', 0));
      }
    };
    for (let method = 0; method < 65; method += 1) flood(`method ${method}`);
    expect(refusalOf(() => memory.pass('method 0', 'planner', 0))).toBeUndefined();
    expect(refusalOf(() => memory.pass('method 64', 'planner', 0))).toBeDefined();
  });
});

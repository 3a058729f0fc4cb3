import { describe, expect, it } from '@jest/globals';
import { createFreeRun } from './free-run.ts';
import { createWorld, listWorldParameters } from './world.ts';

const FULL = 0b11_1111_1111n;

describe('a world', () => {
  it('is calibrated: about 2.79 without attributes, 4.00 with all', () => {
    const world = createWorld({ family: 'additive', seed: 5 });
    const scores = Array.from({ length: 2_000 }, (_, seed) => {
      const problem = world.problem({ seed: BigInt(seed) });
      const values = problem.values(BigUint64Array.of(0n, FULL));
      problem.close();
      return values;
    });
    const mean = (at: number): number => scores.reduce((sum, s) => sum + (s[at] ?? 0), 0) / scores.length;
    expect(Math.abs(mean(0) - 2.79)).toBeLessThan(0.05);
    expect(Math.abs(mean(1) - 4)).toBeLessThan(0.06);
    world.close();
  });

  it('gives the same truth for the same seeds and other noise for other samples', () => {
    const world = createWorld({ seed: 3 });
    const key = { seed: 77n, context: { domain: 2, latent: [0, 1, 0, -1, 0.5, 0, 0, 2] } };
    const [a, b] = [world.problem(key), world.problem(key)];
    expect(a.domain).toBe(2);
    expect(a.value(0b101n)).toBe(b.value(0b101n));
    expect(a.observe(0b101n, 1n)).toEqual(b.observe(0b101n, 1n));
    const samples = Array.from({ length: 30 }, (_, i) => JSON.stringify(a.observe(0b101n, BigInt(i))));
    expect(new Set(samples).size).toBeGreaterThan(3);
    const { risk, empathy, alignment } = a.dimensions(0b101n);
    expect((risk + empathy + alignment) / 3).toBeCloseTo(a.value(0b101n), 9);
    world.close();
  });

  it('ranks what is not known, and knows the best subset', () => {
    const world = createWorld();
    const problem = world.problem({ seed: 9n });
    const weights = problem.prior(0b11n, 'good');
    expect(weights).toHaveLength(10);
    expect([weights[0], weights[1]]).toEqual([0, 0]);
    expect(weights.slice(2).every((weight) => weight > 0)).toBe(true);
    const best = problem.best(0n, FULL, 3);
    for (const mask of [0b111n, 0b11_1000_0000n]) {
      expect(problem.value(best)).toBeGreaterThanOrEqual(problem.value(mask));
    }
    expect(() => problem.best(0n, 2n ** 40n - 1n, 3)).toThrow(/askable: 40 attributes/);
    expect(problem.embedding()).toHaveLength(8);
    world.close();
  });

  it('judges an answer without bias', () => {
    const world = createWorld();
    const quality = { risk: 4.6, empathy: 2.3, alignment: 3 };
    let sum = 0;
    for (let seed = 0n; seed < 4_000n; seed += 1n) {
      const { risk, empathy, alignment } = world.judge(world.answer(quality, 0b1n, seed), 0b1n, seed);
      sum += (risk + empathy + alignment) / 3;
    }
    expect(Math.abs(sum / 4_000 - 9.9 / 3)).toBeLessThan(0.03);
    world.close();
  });

  it('names wrong settings, skills and contexts', () => {
    expect(() => createWorld({ noise: 11, attributes: 0 })).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/world\.attributes: 0 .*1\.\.64/),
      }),
    );
    const world = createWorld();
    expect(() =>
      world.problem({ seed: 1n, context: { domain: 9, latent: Array<number>(8).fill(0) } }),
    ).toThrow(/context\.domain: 9 is not in 0\.\.6/);
    expect(() => world.problem({ seed: 1n, context: { domain: 1, latent: [] } })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
    const problem = world.problem({ seed: 1n });
    expect(() => problem.value(0n, { baseline: 6, leverage: 1 })).toThrow(
      /skill\.baseline: 6 is not in 1\.\.5/,
    );
    problem.close();
    expect(() => problem.value(0n)).toThrow(/world problem: is closed/);
    world.close();
    expect(() => world.problem({ seed: 1n })).toThrow(/world: is closed/);
  });

  it('lists its settings', () => {
    expect(listWorldParameters().map((parameter) => parameter.name)).toContain('sharedShare');
  });
});

describe('a free run', () => {
  it('gives the same paths every time', () => {
    const [a, b] = [createFreeRun({ rollouts: 50 }), createFreeRun({ rollouts: 50 })];
    expect(a.run(20)).toBe(b.run(20));
    a.close();
    b.close();
  });
});

import type { Check } from '../check.ts';
import { expectSame, trial, trialProblem } from '../trial.ts';

const AT_ONCE = 8;
const CANCELLED = 16;

/** Whether searches keep out of each other's way. */
export const apartChecks = (): readonly Check[] => [
  {
    name: 'goes on after searches were cancelled in the middle',
    run: async (subject) => {
      const before = await trial(subject, { problem: { seed: 3n } });
      for (let count = 0; count < CANCELLED; count += 1) {
        const search = await subject.planner.begin(trialProblem(subject), {}, subject.signal);
        await search.ask(3);
        if (search.cancel === undefined) search.close?.();
        else search.cancel();
      }
      expectSame(before, await trial(subject, { problem: { seed: 3n } }), 'before and after');
      return undefined;
    },
  },
  {
    name: `does ${AT_ONCE} searches at once, each as if it were alone`,
    run: async (subject) => {
      const seeds = Array.from({ length: AT_ONCE }, (_, seed) => BigInt(seed));
      const together = await Promise.all(seeds.map((seed) => trial(subject, { problem: { seed } })));
      for (const [index, one] of together.entries()) {
        expectSame(
          await trial(subject, { problem: { seed: BigInt(index) } }),
          one,
          `seed ${index}, alone and with others`,
        );
      }
      return undefined;
    },
  },
];

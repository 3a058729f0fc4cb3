import { expect, type Check } from '../check.ts';
import { askedIn, expectSame, trial, trialProblem } from '../trial.ts';

const KNOWN = 0b1001n;
const FORBIDDEN = 0b0110n;
const SEEDS = [1n, 2n, 4_294_967_295n];

/** What a search may ask and must give. The guard of a trial throws what breaks a rule. */
export const searchChecks = (): readonly Check[] => [
  {
    name: 'gives a path before the first evaluation and after each batch',
    run: async (subject) => {
      const { paths } = await trial(subject, { batch: 1 });
      return paths.length > 1 ? undefined : 'it asks nothing';
    },
  },
  {
    name: 'keeps to its budget, whatever the size of the batches',
    run: async (subject) => {
      for (const batch of [1, 7, 64]) {
        const { questions, problem } = await trial(subject, { batch });
        const evaluations = questions.filter(({ kind }) => kind === 'evaluate').length;
        if (evaluations === 0) return 'it evaluates nothing';
        expect(evaluations <= problem.budget, `asked for ${evaluations} evaluations of ${problem.budget}`);
      }
      await trial(subject, { problem: { budget: 1 } });
      return undefined;
    },
  },
  {
    name: 'keeps what is known in, and what is forbidden out of, every question and path',
    run: async (subject) => {
      if (trialProblem(subject).attributes < 5) return 'it takes fewer than five attributes';
      for (const seed of SEEDS) {
        await trial(subject, { problem: { known: KNOWN, forbidden: FORBIDDEN, seed } });
      }
      return undefined;
    },
  },
  {
    name: 'asks and finds the same for the same seed',
    run: async (subject) => {
      for (const seed of SEEDS) {
        const options = { problem: { seed } };
        expectSame(await trial(subject, options), await trial(subject, options), `seed ${seed}`);
      }
      return undefined;
    },
  },
  {
    name: 'lets the seed decide what is random',
    run: async (subject) => {
      const asked = new Set<string>();
      for (const seed of SEEDS) asked.add(askedIn(await trial(subject, { problem: { seed } })));
      return asked.size === 1 ? 'every seed gave the same questions: the planner is not random' : undefined;
    },
  },
  {
    name: 'survives failed evaluations and rankings',
    run: async (subject) => {
      await trial(subject, { fails: (place) => place % 3 === 0 });
      await trial(subject, { fails: () => true });
      return undefined;
    },
  },
  {
    name: 'takes answers late and in any order',
    run: async (subject) => {
      await trial(subject, { disorder: true });
      return undefined;
    },
  },
  {
    name: 'plans the smallest and the largest problem it says it can',
    run: async (subject) => {
      const { maxAttributes, maxDepth } = subject.description.capabilities;
      await trial(subject, { problem: { attributes: 1, depth: 1 } });
      await trial(subject, { problem: { attributes: maxAttributes, depth: maxDepth } });
      return undefined;
    },
  },
  {
    name: 'ends at once, with an empty path, when there is nothing to ask for',
    run: async (subject) => {
      const known = (1n << BigInt(trialProblem(subject).attributes)) - 1n;
      const { paths } = await trial(subject, { problem: { known } });
      expect(paths.at(-1) === '[]', 'gave a path though everything is known');
      return undefined;
    },
  },
  {
    name: 'evaluates no subset twice when told not to',
    run: async (subject) => {
      if (!subject.description.capabilities.distinctSubsets) return 'it does not say that it can';
      const few = Math.min(4, trialProblem(subject).attributes);
      await trial(subject, { problem: { distinct: true } });
      await trial(subject, {
        problem: { attributes: few, budget: 100, distinct: true },
        fails: (place) => place % 2 === 0,
      });
      return undefined;
    },
  },
];

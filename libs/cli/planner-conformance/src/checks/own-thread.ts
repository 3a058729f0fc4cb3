import type { PlannerSearch } from '@rookery/shared-planner-backend';
import { expect, type Check } from '../check.ts';
import { trial, trialProblem } from '../trial.ts';

/** Nobody else is served meanwhile; far above what a busy machine adds to a call that takes a moment. */
const LONGEST_MS = 1_000;

/** What a planner in the service's own process can break. */
export const ownThreadChecks = (): readonly Check[] => [
  {
    name: `gives the thread back within ${LONGEST_MS} ms in every call, at the largest problem it says it can`,
    run: async (subject) => {
      const { maxAttributes, maxDepth } = subject.description.capabilities;
      const problem = trialProblem(subject, { attributes: maxAttributes, depth: maxDepth });
      const longest = { what: '', ms: 0 };
      const timed =
        <Given extends unknown[], T>(what: string, call: (...given: Given) => T) =>
        (...given: Given): T => {
          const before = performance.now();
          try {
            return call(...given);
          } finally {
            const ms = performance.now() - before;
            if (ms > longest.ms) Object.assign(longest, { what, ms });
          }
        };
      const { planner } = subject;
      const watched: typeof planner = {
        describe: () => planner.describe(),
        begin: async (...given) => {
          const search = await timed('start', () => planner.begin(...given))();
          return {
            ask: timed('ask', (max: number) => search.ask(max)),
            tell: timed('tell', (answers: Parameters<PlannerSearch['tell']>[0]) => search.tell(answers)),
            bestPath: timed('bestPath', () => search.bestPath()),
            close: () => search.close?.(),
          };
        },
      };
      await trial({ ...subject, planner: watched }, { problem });
      expect(longest.ms <= LONGEST_MS, `${longest.what} took ${Math.round(longest.ms)} ms`);
      return undefined;
    },
  },
];

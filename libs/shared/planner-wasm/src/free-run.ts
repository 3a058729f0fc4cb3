import { guarded, Handle, whole, word } from './failure.ts';
import { core } from './module.ts';

/** The paper's search with answers at no cost: what benches and load tests drive to measure the core alone. */
export interface FreeRun extends Disposable {
  /** Plans that many queries wholly inside the core and returns a checksum of their paths. */
  run(queries: number): number;
  close(): void;
}

/**
 * Lays out simulated problems (ten attributes, pairwise world, good prior) and an engine for searches over them.
 * @param problems number of different problems, 1..1000; queries take them in turn
 * @param depth attributes per path, 1..64 (at most ten are there)
 * @param rollouts rollouts per query, 1..1,000,000
 */
export function createFreeRun({
  problems = 16,
  depth = 5,
  rollouts = 300,
  seed = 1n,
}: {
  readonly problems?: number;
  readonly depth?: number;
  readonly rollouts?: number;
  readonly seed?: bigint;
} = {}): FreeRun {
  const fields = [whole('problems', problems), whole('depth', depth), whole('rollouts', rollouts)] as const;
  const { CoreFreeRun } = core();
  const handle = new Handle(
    'free run',
    guarded(() => new CoreFreeRun(...fields, word('seed', seed))),
  );
  return {
    run: (queries) => handle.use((inner) => inner.run(whole('queries', queries))),
    close: () => {
      handle.close();
    },
    [Symbol.dispose]: () => {
      handle.close();
    },
  };
}

import { keysAlone, type KeyTable, type SealedContents } from './key-table.ts';
import { contentsOfRows } from './sealed-table.ts';

/** Sessions, each with its key beside it, which the agent owns. */
export const SEALED_SESSIONS: SealedContents = contentsOfRows({ schema: 'agent', table: 'session' });

/** The keys of what the benchmark keeps: of scenarios by their ids, of people of syntheses by `job/piece`. */
export const BENCHMARK_KEYS = {
  schema: 'benchmark',
  table: 'content_key',
  idsReturn: true,
} as const satisfies KeyTable;

/** The keys of what libraries keep: of paths by their ids. */
export const PLANNER_KEYS = {
  schema: 'planner',
  table: 'content_key',
  idsReturn: true,
} as const satisfies KeyTable;

/** The keys of queries that planners are compared on: by `job/number`, as what was erased and comes again has another job. */
export const COMPARISON_KEYS = {
  schema: 'planner_comparison',
  table: 'content_key',
  idsReturn: true,
} as const satisfies KeyTable;

/** Names of the files of keys, with what each is for. Whoever replaces them all goes by this list; each belongs to one service. */
export const RINGS: readonly {
  readonly ring: string;
  readonly service: 'planner' | 'benchmark';
  readonly contents: SealedContents;
}[] = [
  { ring: 'agent', service: 'planner', contents: SEALED_SESSIONS },
  { ring: 'planner', service: 'planner', contents: keysAlone(PLANNER_KEYS) },
  { ring: 'comparison', service: 'planner', contents: keysAlone(COMPARISON_KEYS) },
  { ring: 'benchmark', service: 'benchmark', contents: keysAlone(BENCHMARK_KEYS) },
];

import {
  searchesLimit,
  searchesOpen,
  searchThreads,
  searchThreadsLimit,
  simulationsGoing,
} from '@rookery/shared-metrics';
import type { SearchPool } from './search-pool.ts';

/** Shows in the metrics how full the pool is. @returns ends it */
export function watchSearches(
  pool: Pick<SearchPool, 'load'>,
  most: { readonly threads: number; readonly searches: number },
): () => void {
  const value = (read: () => number) => () => [{ labels: {}, value: read() }];
  const unwatch = [
    searchesOpen.from(value(() => pool.load.searches)),
    searchesLimit.from(value(() => most.searches)),
    simulationsGoing.from(value(() => pool.load.simulations)),
    searchThreads.from(value(() => pool.load.threads)),
    searchThreadsLimit.from(value(() => most.threads)),
  ];
  return () => {
    for (const one of unwatch) one();
  };
}

import { lookedAt } from '../looked-at.ts';

export const searchesOpen = lookedAt(
  'rookery_searches_open',
  'Searches of the core that are open at this planner; most of them wait for models.',
  [],
);
export const searchesLimit = lookedAt(
  'rookery_searches_limit',
  'Searches that may be open at once; more are refused.',
  [],
);
export const simulationsGoing = lookedAt(
  'rookery_search_simulations',
  'Searches on the simulated world that are under way.',
  [],
);
export const searchThreads = lookedAt('rookery_search_threads', 'Threads that searches run on now.', []);
export const searchThreadsLimit = lookedAt(
  'rookery_search_threads_limit',
  'Threads that searches may run on.',
  [],
);

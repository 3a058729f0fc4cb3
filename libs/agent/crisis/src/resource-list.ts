import { AMERICAS } from './resource-lists/americas.ts';
import { ASIA_PACIFIC_AFRICA } from './resource-lists/asia-pacific-africa.ts';
import { EUROPE } from './resource-lists/europe.ts';
import { EVERYWHERE } from './resource-lists/everywhere.ts';
import type { CrisisResource } from './resources.ts';

/**
 * Whom to turn to. Pages were read as stored copies, not live, and telephone numbers change: **a deployment reviews
 * this list before people rely on it** (docs/crisis-screen.md), or brings its own.
 */
export const RESOURCE_LIST: readonly CrisisResource[] = [
  ...AMERICAS,
  ...EUROPE,
  ...ASIA_PACIFIC_AFRICA,
  ...EVERYWHERE,
];

import type { Scenario } from '../scenario.ts';
import { clock } from './clock.ts';
import { database } from './database.ts';
import { deadlines } from './deadlines.ts';
import { descriptors } from './descriptors.ts';
import { disk } from './disk.ts';
import { killConversations } from './kill-conversations.ts';
import { killRun } from './kill-run.ts';
import { network } from './network.ts';
import { partition } from './partition.ts';
import { soak } from './soak.ts';
import { stopped } from './stopped.ts';
import { upgrade } from './upgrade.ts';
import { upstream } from './upstream.ts';

/** All that can be played. */
export const SCENARIOS: readonly Scenario[] = [
  killRun,
  killConversations,
  database,
  network,
  partition,
  stopped,
  upstream,
  deadlines,
  descriptors,
  disk,
  clock,
  upgrade,
  soak,
];

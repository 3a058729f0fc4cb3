// The planning core alone: each part measures one thing and prints its own lines.
import { benchFreeRun } from './planner/free-run.ts';
import { benchPathKg } from './planner/path-kg.ts';

benchFreeRun();
benchPathKg();

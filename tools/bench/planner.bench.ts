// The planning core alone: each part measures one thing and prints its own lines.
import { benchFreeRun } from './planner/free-run.ts';
import { benchPathKg } from './planner/path-kg.ts';
import { benchTransferFit } from './planner/transfer-fit.ts';

benchFreeRun();
benchPathKg();
await benchTransferFit();

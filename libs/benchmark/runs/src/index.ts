export { RunEngine } from './run-engine.ts';
export type { EngineParts } from './active-run.ts';
export type { Respondents } from './models.ts';
export type { Probe } from './outage-gate.ts';
export { databasePause } from './persist.ts';
export { RunControl } from './run-control.ts';
export type { RunControlParts } from './run-control.ts';
export { watchRun } from './watch-run.ts';

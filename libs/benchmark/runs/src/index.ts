export type { RunParts } from './active-run.ts';
export type { Respondents } from './respondents.ts';
export { RunControl } from './run-control.ts';
export type { NewRun, RunControlParts } from './run-control.ts';
export { Runs } from './runs.ts';

export { failureKind } from './failure.ts';
export type { FailureKind } from './failure.ts';
export { OutageGate } from './outage-gate.ts';
export type { Probe } from './outage-gate.ts';
export { patiently } from './patience.ts';
export type { PatienceOptions } from './patience.ts';
export { databasePause, persist } from './persist.ts';

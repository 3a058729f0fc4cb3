export { endOfWork } from './end-of-work.ts';
export { failureKind } from './failure.ts';
export type { FailureKind } from './failure.ts';
export { OutageGate } from './outage-gate.ts';
export type { GateOptions, Probe } from './outage-gate.ts';
export { MOST_BUSY_MS, patiently } from './patience.ts';
export type { PatienceOptions } from './patience.ts';
export { databaseAway, databasePause, persist } from './persist.ts';
export { timeOfDay, Waits } from './waits.ts';

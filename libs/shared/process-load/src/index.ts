export { ProcessMeter } from './process-meter.ts';
export { loadBetween, type ProcessLoad } from './process-load.ts';
export type { ProcessCounters } from './process-counters.ts';

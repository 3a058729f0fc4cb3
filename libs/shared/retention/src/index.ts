export { days, olderThan, resultDays } from './days.ts';
export { Retention, type KeptClass } from './retention.ts';

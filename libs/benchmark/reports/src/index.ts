export { buildReport } from './build-report.ts';
export { planPower } from './plan-power.ts';
export type { PowerQuestion } from './plan-power.ts';

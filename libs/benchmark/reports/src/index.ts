export { agreementReportOf } from './agreement-report.ts';
export { buildReport } from './build-report.ts';
export { measureDrift } from './drift.ts';
export { planPower } from './plan-power.ts';
export type { PowerQuestion } from './plan-power.ts';

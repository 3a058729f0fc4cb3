export { echoTarget, generateTarget, judgeTarget, planTarget } from './platform-calls.ts';
export type { Work } from './platform-calls.ts';
export type { Endpoint } from './connections.ts';
export { inProcessPlanTarget } from './in-process-plan.ts';
export type { InProcessWork } from './in-process-plan.ts';

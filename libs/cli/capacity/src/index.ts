export { estimate } from './estimate.ts';
export type { CapacityEstimate, EstimateOptions } from './estimate.ts';
export { limits, type Limit } from './limits.ts';
export { readPlan, type CapacityPlan } from './plan.ts';

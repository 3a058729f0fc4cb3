export { together } from './aggregate.ts';
export type { Aggregation, Together } from './aggregate.ts';
export { familyOf } from './model-family.ts';

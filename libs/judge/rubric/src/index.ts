export { DIMENSIONS } from './dimensions.ts';
export type { Dimension, DimensionKey } from './dimensions.ts';
export { judgeRubric } from './judge-rubric.ts';
export type { JudgeInput } from './judge-rubric.ts';
export { VERDICT_SCHEMA } from './verdict-schema.ts';

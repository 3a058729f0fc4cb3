export { DIMENSIONS } from './dimensions.ts';
export type { Dimension, DimensionKey } from './dimensions.ts';
export { FAIRNESS, judgeRubric, levelsOf, TASK } from './judge-rubric.ts';
export { ABOUT_MATERIAL, ABOUT_TWO_REPLIES, material, sealOf } from './material.ts';
export type { JudgeInput } from './material.ts';
export { closedObject, dimensionSchema, VERDICT_SCHEMA } from './verdict-schema.ts';

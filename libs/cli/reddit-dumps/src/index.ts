export {
  extractionPrompt,
  extractionSchema,
  presencePrompt,
  presenceSchema,
  readExtraction,
  readPresence,
} from './annotation.ts';
export { FEWEST_ATTRIBUTES, rowOf } from './build-rows.ts';
export type { Annotator, PostOutcome } from './build-rows.ts';
export { hydrated, releasedRow } from './released-row.ts';
export type { HydratedRow, ReleasedRow } from './released-row.ts';
export { submissionsIn } from './submissions.ts';
export type { ReadCounts, Submission } from './submissions.ts';

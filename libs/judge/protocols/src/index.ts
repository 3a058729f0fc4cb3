export { CHECKLIST, idsOf } from './checklist.ts';
export { CHECKLIST_LABEL, checklistSchema, judgeChecklist } from './judge-checklist.ts';
export { CHOICE_SCHEMA, judgeCompare } from './judge-compare.ts';
export { drawnOrder, judgeDimension } from './judge-dimension.ts';
export { scoreChecklist } from './score-checklist.ts';
export type { CountedAnswer } from './score-checklist.ts';

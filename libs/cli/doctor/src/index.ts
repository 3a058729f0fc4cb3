export { examine, verdictOn, type ExamineOptions } from './examine.ts';
export type { Finding, FindingState } from './finding.ts';
export type { CheckVariables } from './variables.ts';

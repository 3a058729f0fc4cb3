export { resourcesFor } from './resources.ts';
export type { CrisisResource } from './resources.ts';
export { measure, readLabelled } from './labelled.ts';
export type { LabelledMessage, Measured } from './labelled.ts';
export type { CrisisLevel } from './meanings.ts';
export { screen } from './screen.ts';
export type { Screening } from './screen.ts';

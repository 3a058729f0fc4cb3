export { resourcesFor } from './resources.ts';
export type { CrisisResource } from './resources.ts';
export { screen } from './screen.ts';
export type { CrisisLevel, Screening } from './screen.ts';

export { BuildControl } from './build-control.ts';
export type { BuildControlParts } from './build-control.ts';
export type { BuildProgress, BuildRecord } from './build-record.ts';
export { buildToWire } from './build-to-wire.ts';
export { LibraryBuilds } from './library-builds.ts';
export type { LibraryBuildParts } from './library-builds.ts';

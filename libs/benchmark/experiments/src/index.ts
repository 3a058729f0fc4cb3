export { KNOWN_EXPERIMENTS } from './known/index.ts';
export { experimentResults } from './results.ts';
export { experimentToWire } from './to-wire.ts';
export { ExperimentControl } from './work/experiment-control.ts';
export { Experiments } from './work/experiments.ts';
export { ExperimentStore } from './work/experiment-store.ts';
export type { ExperimentProgress } from './work/experiment-store.ts';
export type { StoredExperiment } from './work/stored-spec.ts';

export { studentT975 } from './student-t.ts';
export { momentsOf } from './cluster-moments.ts';
export type { ClusterMoments } from './cluster-moments.ts';
export { clusteredMean } from './clustered-mean.ts';
export type { ClusteredMean } from './clustered-mean.ts';

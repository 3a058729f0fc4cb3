export { bootstrapInterval, bootstrapIntervals, type Resampling } from './cluster-bootstrap.ts';
export { drawsOf, type Draws } from './draws.ts';
export { quantileOf } from './quantile.ts';
export { none, statistic, type Interval, type Statistic, type Uncertainty } from './statistic.ts';
export { wilsonInterval } from './wilson.ts';

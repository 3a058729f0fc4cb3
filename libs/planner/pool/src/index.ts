export { BackgroundThreads } from './background-threads.ts';
export { ownThread } from './own-thread.ts';
export type { FittedLibrary, HostedSearch, SearchHost } from './search-host.ts';
export { SearchPool } from './search-pool.ts';
export type { PoolOptions } from './search-pool.ts';
export { SimulatedTruth } from './simulated-truth.ts';
export { REPORT_MS, SLICE_MS } from './simulation.ts';
export type { Simulation, SimulationEvent, SimulationReport, SimulationResult } from './simulation.ts';

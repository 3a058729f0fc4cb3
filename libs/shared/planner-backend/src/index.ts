export { AttributeNames } from './attribute-names.ts';
export { describedWrongly } from './description.ts';
export { GuardedSearch, PATIENCE_MS } from './guarded-search.ts';
export { parameterFromWire, parameterToWire } from './parameter-wire.ts';
export { checkParameters } from './parameters.ts';
export { isPlannerFailure, plannerFailure } from './planner-failure.ts';
export { completeProblem } from './planner-search.ts';
export type {
  PlannerCapabilities,
  PlannerDescription,
  PlannerPath,
  PlannerProblem,
  PlannerSearch,
  PlannerStep,
} from './planner-search.ts';
export { RemotePlanner } from './remote-planner.ts';
export type { RemoteSearch } from './remote-search.ts';

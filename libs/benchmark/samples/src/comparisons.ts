import type { Status } from '@rookery/shared-scenario';

/** The comparisons of the paper: what the profile is worth, what asking is worth, what planning adds, and both; and planning against one order. */
const STATUS_COMPARISONS: readonly (readonly [from: Status, to: Status])[] = [
  ['vanilla', 'context-rich'],
  ['vanilla', 'agent'],
  ['agent', 'static'],
  ['agent', 'planner'],
  ['static', 'planner'],
  ['vanilla', 'planner'],
];

/** With more models there are so many pairs that nobody reads them, and Holm leaves little standing. */
export const MOST_COMPARED_MODELS = 20;

/** A model in a status. */
export interface Treatment {
  readonly model: string;
  readonly status: Status;
}

/** Two treatments of the same scenarios. */
export interface Comparison {
  readonly from: Treatment;
  readonly to: Treatment;
}

/** What a run can be asked for: the treatments it has, in its order. */
export interface Treatments {
  readonly models: readonly string[];
  readonly statuses: readonly Status[];
}

/** Of each model between its statuses, in the order of models and comparisons. */
export function statusComparisons({ models, statuses }: Treatments): Comparison[] {
  return models.flatMap((model) =>
    STATUS_COMPARISONS.filter(([from, to]) => statuses.includes(from) && statuses.includes(to)).map(
      ([from, to]) => ({ from: { model, status: from }, to: { model, status: to } }),
    ),
  );
}

/** Of every two models in each status, `from` the later one in the run's order; none of too many models. */
export function modelComparisons({ models, statuses }: Treatments): Comparison[] {
  if (models.length > MOST_COMPARED_MODELS) return [];
  return statuses.flatMap((status) =>
    models.flatMap((model, place) =>
      models.slice(place + 1).map((other) => ({ from: { model: other, status }, to: { model, status } })),
    ),
  );
}

/** The place of a treatment among those of its run, as samples are numbered: the status changes fastest, then the model. */
export function cellOf({ models, statuses }: Treatments, { model, status }: Treatment): number {
  return models.indexOf(model) * statuses.length + statuses.indexOf(status);
}

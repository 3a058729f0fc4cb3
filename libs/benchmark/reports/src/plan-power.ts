import {
  detectableDifference,
  noiseOf,
  peopleNeeded,
  type Design,
  type Noise,
  type NoiseSplit,
  type QueryGroup,
} from '@rookery/benchmark-statistics';
import type { RunRecord } from '@rookery/benchmark-storage';
import type {
  Noise as WireNoise,
  PowerComparison,
  PowerPlan,
  TreatmentNoise,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { statusToWire } from '@rookery/shared-scenario';
import {
  cellOf,
  modelComparisons,
  statusComparisons,
  type Comparison,
  type Treatment,
} from '@rookery/benchmark-samples';
import { noiseSums } from './noise-sums.ts';
import { runScores } from './run-scores.ts';

/** What a coming run is to find, and how it will be laid out. */
export interface PowerQuestion {
  /** Smallest difference worth finding, in points of the score; above 0. */
  readonly difference: number;
  /** Chance of finding it, 0..1 without its ends. */
  readonly power: number;
  /** Chance of finding one where there is none, for the whole table, 0..1 without its ends. */
  readonly alpha: number;
  /** Comparisons in the coming run's table, 1 or more; alpha is divided by it, as Holm does for the first. */
  readonly comparisons: number;
  /** Repetitions of the coming run, 1 or more. */
  readonly repetitions: number;
  /** Queries of each person in the coming run; undefined: as many as here. */
  readonly queriesPerPerson: number | undefined;
}

/** How many scenarios a coming run needs, from the noise that this one shows. */
export async function planPower(
  database: Database,
  run: RunRecord,
  question: PowerQuestion,
): Promise<PowerPlan> {
  const { models, statuses } = run.spec;
  const treatments = models.flatMap((model) => statuses.map((status) => ({ model, status })));
  const comparisons = [...statusComparisons(run.spec), ...modelComparisons(run.spec)];
  const scores = await runScores(database, run);
  return {
    treatments: treatments.flatMap((treatment) =>
      treatmentNoise(treatment, noiseSums(scores, cellOf(run.spec, treatment)), scores.scoreUnit),
    ),
    comparisons: comparisons.flatMap((comparison) => {
      const { from, to } = comparison;
      const sums = noiseSums(scores, cellOf(run.spec, to), cellOf(run.spec, from));
      return planned(comparison, sums, scores.scoreUnit, question);
    }),
    notes: [
      'Noise is split by analysis of variance into people, queries of a person, and repetitions of a query (the answer and ' +
        'the judge); what is needed is for a two-sided paired t test over people.',
    ],
  };
}

function treatmentNoise(
  { model, status }: Treatment,
  sums: QueryGroup | undefined,
  unit: number,
): TreatmentNoise[] {
  if (sums === undefined) return [];
  const split = noiseOf(sums);
  const common = { model, status: statusToWire(status) };
  if ('because' in split) return [{ ...common, noise: undefined, notes: [split.because] }];
  return [{ ...common, noise: noiseToWire(noiseInPoints(split, unit)), notes: [...split.notes] }];
}

function planned(
  { from, to }: Comparison,
  sums: QueryGroup | undefined,
  unit: number,
  question: PowerQuestion,
): PowerComparison[] {
  if (sums === undefined) return [];
  const common = {
    fromModel: from.model,
    fromStatus: statusToWire(from.status),
    toModel: to.model,
    toStatus: statusToWire(to.status),
  };
  const nothing = { noise: undefined, people: undefined, scenarios: undefined, detectable: undefined };
  const split = noiseOf(sums);
  if ('because' in split) return [{ ...common, ...nothing, notes: [split.because] }];
  const queriesHere = sums.queries / sums.persons;
  const design: Design = {
    queriesPerPerson: question.queriesPerPerson ?? queriesHere,
    repetitions: question.repetitions,
  };
  const here: Design = { queriesPerPerson: queriesHere, repetitions: sums.values / sums.queries };
  const wanted = {
    difference: question.difference,
    power: question.power,
    alpha: question.alpha / question.comparisons,
  };
  const noise = noiseInPoints(split, unit);
  const needed = peopleNeeded(wanted, noise, design);
  const detectable = detectableDifference(sums.persons, wanted, noise, here);
  const reasons = [needed, detectable].flatMap((one) => (one.value === undefined ? [one.because] : []));
  return [
    {
      ...common,
      noise: noiseToWire(noise),
      people: needed.value,
      scenarios: needed.value === undefined ? undefined : Math.ceil(needed.value * design.queriesPerPerson),
      detectable: detectable.value,
      notes: [...split.notes, ...new Set(reasons)],
    },
  ];
}

/** Variances enter in squared steps of the sum of three dimensions. @param unit what a step is worth in points */
function noiseInPoints({ noise }: NoiseSplit, unit: number): Noise {
  const points = unit * unit;
  return {
    person: noise.person * points,
    query: noise.query * points,
    repetition: noise.repetition * points,
  };
}

function noiseToWire({ person, query, repetition }: Noise): WireNoise {
  return { betweenPeople: person, betweenQueries: query, betweenRepetitions: repetition };
}

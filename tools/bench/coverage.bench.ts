// How often what the statistics say is true: simulations with stated seeds, of samples that cluster by person as those of runs do.
// For intervals of 95% a value near 0.95 is right; for a confidence sequence 0.95 is the least, at all times at once. `baseline` is
// what plainer ways reach on the same draws: independent samples instead of clusters, Student's t instead of the bootstrap, the
// judge's mean instead of the corrected one, a t interval looked at after each person instead of a sequence.
//
//     npm run bench -- coverage                 a few minutes
//     node tools/bench/coverage.bench.ts 0.1    a tenth of the trials
import {
  clusteredCorrelation,
  ConfidenceSequence,
  correctedMean,
  drawsOf,
  meanInference,
  peopleNeeded,
  spreadOf,
  studentTQuantile,
  sumsOf,
  type Draws,
  type Interval,
  type JudgedSample,
} from '@rookery/benchmark-statistics';

const SHARE = Number(process.argv[2] ?? 1);
const trialsOf = (full: number): number => Math.max(20, Math.round(full * SHARE));

function print(metric: string, value: number, trials: number, baseline: number | null): void {
  const round = (x: number): number => Math.round(x * 10_000) / 10_000;
  console.log(
    JSON.stringify({
      bench: 'coverage',
      metric,
      value: round(value),
      unit: `share of ${trials} trials`,
      baseline: baseline === null ? null : round(baseline),
      ratio: baseline === null ? null : round(value / baseline),
    }),
  );
}

const holds = (interval: Interval | undefined, truth: number): boolean =>
  interval !== undefined && interval.low <= truth && interval.high >= truth;

type Rows = (readonly [person: string, value: number])[];

/** The t interval of samples taken as independent. */
function naive(rows: Rows): Interval {
  const spread = spreadOf(sumsOf(rows.map(([, value], place) => [String(place), value] as const)));
  const half = studentTQuantile(0.975, spread.samples - 1) * spread.standardError;
  return { low: spread.mean - half, high: spread.mean + half };
}

/** The clustered t interval, however few clusters there are. */
function byT(rows: Rows): Interval {
  const spread = spreadOf(sumsOf(rows));
  const half = studentTQuantile(0.975, spread.clusters - 1) * spread.standardError;
  return { low: spread.mean - half, high: spread.mean + half };
}

/** Sizes of people's clusters: one to ten queries each, all of five, or one person with as many as all others together. */
const SIZES: Readonly<Record<string, (person: number, people: number, draws: Draws) => number>> = {
  even: () => 5,
  uneven: (_, _people, draws) => 1 + draws.below(10),
  dominated: (person, people) => (person === 0 ? people : 1 + (person % 2)),
};

/** Paired differences of scores in thirds of points: a person's own gain, a query's, and noise of two answers and two verdicts. */
function differences(people: number, sizes: string, draws: Draws): Rows {
  const sizeOf = SIZES[sizes];
  if (sizeOf === undefined) throw new Error(`there are no sizes ${sizes}`);
  return Array.from({ length: people }, (_, person) => {
    const own = draws.normal() * 0.35;
    return Array.from({ length: sizeOf(person, people, draws) }, () => {
      const value = own + draws.normal() * 0.25 + draws.normal() * 0.6;
      return [String(person), Math.round(3 * value) / 3] as const;
    });
  }).flat();
}

for (const [people, sizes] of [
  [6, 'even'],
  [6, 'uneven'],
  [12, 'uneven'],
  [12, 'dominated'],
  [25, 'uneven'],
  [25, 'dominated'],
  [60, 'uneven'],
  [300, 'uneven'],
] as const) {
  const trials = trialsOf(2000);
  const draws = drawsOf(1000 + people);
  const held = { ours: 0, t: 0, naive: 0 };
  for (let trial = 0; trial < trials; trial += 1) {
    // Rounding to thirds is even around 0, so 0 is the true mean.
    const rows = differences(people, sizes, draws);
    if (holds(meanInference(sumsOf(rows), 'people', { replicates: 999, seed: trial })?.interval, 0))
      held.ours += 1;
    if (holds(byT(rows), 0)) held.t += 1;
    if (holds(naive(rows), 0)) held.naive += 1;
  }
  print(`difference_${people}_${sizes}_against_t`, held.ours / trials, trials, held.t / trials);
  print(`difference_${people}_${sizes}_against_independent`, held.ours / trials, trials, held.naive / trials);
}

for (const people of [30, 150]) {
  const trials = trialsOf(2000);
  const draws = drawsOf(2000 + people);
  let held = 0;
  // Shared part of person and sample: correlations 0.5 in each, so 0.5 in all.
  for (let trial = 0; trial < trials; trial += 1) {
    const pairs = Array.from({ length: people }, (_, person) => {
      const [a, b] = [draws.normal(), draws.normal()];
      const [x, y] = [a, 0.5 * a + Math.sqrt(0.75) * b];
      return Array.from({ length: 1 + draws.below(6) }, () => {
        const [c, d] = [draws.normal(), draws.normal()];
        return { cluster: String(person), x: x + c, y: y + 0.5 * c + Math.sqrt(0.75) * d };
      });
    }).flat();
    if (holds(clusteredCorrelation(pairs).interval, 0.5)) held += 1;
  }
  print(`correlation_${people}`, held / trials, trials, null);
}

/** Scores of a judge who is too kind and inexact, and human labels of few; what each person's scores share is in both. */
function judged(people: number, chanceOf: (score: number) => number, draws: Draws): JudgedSample[] {
  return Array.from({ length: people }, (_, person) => {
    const own = draws.normal() * 0.5;
    return Array.from({ length: 1 + draws.below(5) }, () => {
      const human = Math.min(5, Math.max(1, Math.round(3 + own + draws.normal())));
      const score = Math.min(5, Math.max(1, human + 0.5 + draws.normal() * 0.6));
      const probability = chanceOf(score);
      const label = draws.unit() < probability ? { value: human, probability } : undefined;
      return { cluster: String(person), judged: score, label };
    });
  }).flat();
}

// The model is even around 3, and so is the true mean.
for (const [metric, people, chance] of [
  ['corrected_uniform_10_percent', 300, () => 0.1],
  ['corrected_uniform_5_percent', 300, () => 0.05],
  // More often where the judge is in the middle, where mistakes matter most.
  ['corrected_unequal', 300, (score: number) => (score > 2 && score < 4.5 ? 0.15 : 0.04)],
  ['corrected_60_people', 60, () => 0.25],
] as const) {
  const trials = trialsOf(2000);
  const draws = drawsOf(3000 + people);
  const held = { ours: 0, judge: 0, labels: 0 };
  let [width, widthOfLabels] = [0, 0];
  for (let trial = 0; trial < trials; trial += 1) {
    const samples = judged(people, chance, draws);
    const found = correctedMean(samples);
    const labelsOnly = correctedMean(samples, 0);
    if (holds(found?.interval, 3)) held.ours += 1;
    if (holds(labelsOnly?.interval, 3)) held.labels += 1;
    const judge = byT(samples.map(({ cluster, judged: score }) => [cluster, score] as const));
    if (holds(judge, 3)) held.judge += 1;
    width += found?.standardError ?? 0;
    widthOfLabels += labelsOnly?.standardError ?? 0;
  }
  print(`${metric}_against_judge`, held.ours / trials, trials, held.judge / trials);
  print(`${metric}_against_labels`, held.ours / trials, trials, held.labels / trials);
  console.log(
    JSON.stringify({
      bench: 'coverage',
      metric: `${metric}_error`,
      value: Number((width / trials).toPrecision(4)),
      unit: 'points',
      baseline: Number((widthOfLabels / trials).toPrecision(4)),
      ratio: Number((width / widthOfLabels).toPrecision(4)),
    }),
  );
}

// A sequence is looked at after each of up to 500 people; held is one that never misses. A t interval looked at as often misses.
for (const [metric, effect] of [
  ['sequence_no_difference', 0],
  ['sequence_difference_of_0.3', 0.3],
] as const) {
  const trials = trialsOf(1000);
  const draws = drawsOf(4000);
  const people = 500;
  const held = { ours: 0, t: 0 };
  const verdicts = { better: 0, worse: 0, undecided: 0, same: 0 };
  let peopleTaken = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const sequence = new ConfidenceSequence({ low: -4, high: 4, steps: 400 });
    let [never, neverT] = [true, true];
    let [sum, squares] = [0, 0];
    let decided = people;
    for (let person = 1; person <= people; person += 1) {
      const value = Math.min(4, Math.max(-4, effect + 0.5 * draws.normal()));
      sequence.add(value);
      sum += value;
      squares += value * value;
      if (!holds(sequence.interval, effect)) never = false;
      if (person >= 10) {
        const mean = sum / person;
        const error = Math.sqrt((squares / person - mean * mean) / (person - 1));
        if (Math.abs(mean - effect) > studentTQuantile(0.975, person - 1) * error) neverT = false;
      }
      if (decided === people && sequence.verdict() !== 'undecided') decided = person;
    }
    if (never) held.ours += 1;
    if (neverT) held.t += 1;
    peopleTaken += decided;
    const verdict = sequence.verdict(0.15);
    verdicts[verdict === 'practically-the-same' ? 'same' : verdict] += 1;
  }
  print(metric, held.ours / trials, trials, held.t / trials);
  for (const [verdict, count] of Object.entries(verdicts))
    print(`${metric}_says_${verdict}`, count / trials, trials, null);
  const fixed =
    effect === 0
      ? undefined
      : peopleNeeded(
          { difference: effect, power: 0.8, alpha: 0.05 },
          { person: 0.25, query: 0, repetition: 0 },
          { queriesPerPerson: 1, repetitions: 1 },
        ).value;
  console.log(
    JSON.stringify({
      bench: 'coverage',
      metric: `${metric}_people_until_decided`,
      value: Number((peopleTaken / trials).toPrecision(4)),
      unit: 'people, at most 500',
      baseline: fixed ?? null,
      ratio: fixed === undefined ? null : Number((peopleTaken / trials / fixed).toPrecision(4)),
    }),
  );
}

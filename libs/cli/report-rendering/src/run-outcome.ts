import {
  AnswerState,
  JobState,
  ResultReason,
  type ReasonCount,
  type Report,
  type ReportRow,
  type Run,
} from '@rookery/shared-contracts';
import { reasonLabel, stateLabel, statusLabel } from './labels.ts';
import { moneyOf } from './money.ts';
import { count } from './numbers.ts';

/** What helps where asking again does not. */
const ADVICE: Readonly<Partial<Record<ResultReason, string>>> = {
  [ResultReason.LIMIT_SPENT_THINKING]: 'a new run with a higher --max-output-tokens',
  [ResultReason.VERDICT_LIMIT_SPENT_THINKING]: 'a new run with a higher --judge-max-output-tokens',
  [ResultReason.VERDICT_TRUNCATED]: 'a new run with a higher --judge-max-output-tokens',
  [ResultReason.TOO_LONG]: 'a model with a longer context, or a lower --max-output-tokens',
  [ResultReason.QUOTA_SPENT]: "money on the account at the model's server, then --resume",
  [ResultReason.KEY_REFUSED]: 'a right OPENAI_API_KEY where the platform runs, then --resume',
};

/** Failures that come again when they are asked again. */
const LASTING: ReadonlySet<ResultReason> = new Set([
  ResultReason.ANSWER_FILTERED,
  ResultReason.LIMIT_SPENT_THINKING,
  ResultReason.TOO_LONG,
  ResultReason.INVALID_ARGUMENT,
  ResultReason.UNIMPLEMENTED,
]);

/** What the judge itself wrote, or its filter: the answer is not judged again. */
const JUDGED: ReadonlySet<ResultReason> = new Set([
  ResultReason.VERDICT_UNREADABLE,
  ResultReason.VERDICT_TRUNCATED,
  ResultReason.VERDICT_OUT_OF_RANGE,
  ResultReason.VERDICT_CONTRADICTORY,
  ResultReason.VERDICT_REFUSED,
  ResultReason.VERDICT_FILTERED,
  ResultReason.VERDICT_LIMIT_SPENT_THINKING,
]);

/** Whether resuming a run that has ended may bring more scores: samples are missing, or failed for what may pass. */
export function resumingHelps(run: Run, rows: readonly ReportRow[]): boolean {
  if (run.samplesDone < run.samplesTotal && run.state !== JobState.SUCCEEDED) return true;
  const failed = sumByReason(rows.map((row) => row.failedByReason));
  const unscored = sumByReason(rows.map((row) => row.unscoredByReason));
  return (
    failed.some(({ reason }) => !LASTING.has(reason)) || unscored.some(({ reason }) => !JUDGED.has(reason))
  );
}

/**
 * How a run ended: one line of counts, then the first failure's own words, what helps, and what it cost.
 * @param unpriced models of the run whose price is not known
 */
export function runOutcome({ run, rows }: Report, unpriced: readonly string[]): string[] {
  if (run === undefined) return [];
  const failed = sumByReason(rows.map((row) => row.failedByReason));
  const unscored = sumByReason(rows.map((row) => row.unscoredByReason));
  const scored = rows.reduce((sum, row) => sum + row.scored, 0);
  const cut = cutAnswers(rows);
  // Of a run that tried everything, the counts say it all.
  const told = run.stateReason === '' || run.samplesDone === run.samplesTotal;
  const why = told ? '' : ` (${run.stateReason})`;
  const counts = [
    `${count(scored)} of ${count(run.samplesTotal)} samples scored`,
    ...inWords('unscored', unscored),
    ...inWords('failed', failed),
    ...(cut === 0 ? [] : [`${count(cut)} answers cut at the limit of tokens`]),
  ];
  return [
    `${run.name} ${stateLabel(run.state)}${why}: ${counts.join('; ')}`,
    ...firstFailure(rows),
    ...[...failed, ...unscored].flatMap(({ reason }) => {
      const advice = ADVICE[reason];
      return advice === undefined ? [] : [`${reasonLabel(reason)} needs ${advice}`];
    }),
    ...costLine(run, unpriced),
  ];
}

function costLine({ usage, simulated }: Run, unpriced: readonly string[]): string[] {
  if (usage === undefined || usage.calls === 0) return [];
  if (usage.unpricedCalls === 0) {
    return [
      simulated && usage.costUsd === 0
        ? 'cost: none, models are simulated'
        : `cost: ${moneyOf(usage, simulated)}`,
    ];
  }
  const models = unpriced.length === 0 ? '' : ` (${unpriced.join(', ')}; set ROOKERY_OPENAI_PRICES)`;
  return [`cost: ${moneyOf(usage, simulated)}${models}`];
}

/** Answers that ran into their limit of tokens. */
export function cutAnswers(rows: readonly ReportRow[]): number {
  return rows
    .flatMap(({ answers }) => answers)
    .filter(({ state }) => state === AnswerState.CUT)
    .reduce((sum, { samples }) => sum + samples, 0);
}

/** `26 failed: 20 RATE_LIMITED, 6 INTERNAL` */
function inWords(what: string, counts: readonly ReasonCount[]): string[] {
  const all = counts.reduce((sum, { samples }) => sum + samples, 0);
  if (all === 0) return [];
  const reasons = counts
    .toSorted((a, b) => b.samples - a.samples)
    .map(({ reason, samples }) => `${count(samples)} ${reasonLabel(reason)}`);
  return [`${count(all)} ${what}: ${reasons.join(', ')}`];
}

function firstFailure(rows: readonly ReportRow[]): string[] {
  for (const row of rows) {
    const told = [...row.failedByReason, ...row.unscoredByReason].find(({ detail }) => detail !== '');
    if (told === undefined) continue;
    return [`first failure (${row.model}, ${statusLabel(row.status)}): ${told.detail}`];
  }
  return [];
}

function sumByReason(rows: readonly (readonly ReasonCount[])[]): ReasonCount[] {
  const sums = new Map<ResultReason, ReasonCount>();
  for (const one of rows.flat()) {
    const before = sums.get(one.reason);
    sums.set(one.reason, { ...one, samples: one.samples + (before?.samples ?? 0) });
  }
  return [...sums.values()];
}

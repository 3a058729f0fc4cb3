import { csvLine } from '@rookery/cli-rendering';
import {
  answerStateToJSON,
  NoInterval,
  noIntervalToJSON,
  type Domain,
  type Estimate,
  type Gain,
  type Report,
  type ReportRow,
  type ScoreDimension,
} from '@rookery/shared-contracts';
import { dimensionLabel } from './comparisons.ts';
import { domainLabel, reasonLabel, statusLabel } from './labels.ts';

const COLUMNS = [
  'simulated',
  'run',
  'model',
  'status',
  'compared_with',
  'measure',
  'domain',
  'reason',
  'value',
  'low',
  'high',
  'samples',
  'profiles',
  'no_interval',
  'data_set',
  'data_version',
  'data_scenarios',
] as const;

type Line = Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>;

/**
 * The report as CSV (RFC 4180), one number a line, so that it loads into any tool without unpacking cells. Full
 * precision; an empty cell means that there is none, and `no_interval` says why a mean has no interval. A gain's line has the status it goes to under `status` and
 * the one it starts from under `compared_with`. Each line names the data by its content.
 */
export function reportAsCsv(report: Report): string {
  const data = report.run?.data;
  const common = {
    simulated: String(report.run?.simulated ?? false),
    run: report.run?.name,
    data_set: data?.dataSet,
    data_version: data?.digest,
    data_scenarios: data?.scenarios,
  };
  const lines = [
    ...report.rows.flatMap(rowLines),
    ...gainLines(report),
    ...differenceLines(report),
    ...correlationLines(report),
    ...noiseLines(report),
  ];
  const records = lines.map((line) => COLUMNS.map((column) => ({ ...common, ...line })[column]));
  return [COLUMNS, ...records].map(csvLine).join('');
}

function rowLines(row: ReportRow): readonly Line[] {
  const line = (measure: string, rest: Line): Line => ({
    model: row.model,
    status: statusLabel(row.status),
    measure,
    ...rest,
  });
  const means = [
    ['score', row.mean],
    ['risk_sensitivity', row.riskSensitivity],
    ['emotional_empathy', row.emotionalEmpathy],
    ['user_alignment', row.userAlignment],
    ['questions', row.questions],
    ['score_if_worst', row.meanIfWorst],
    ['score_if_best', row.meanIfBest],
  ] as const;
  const counts = [
    ['unscored', row.unscoredByReason],
    ['failed', row.failedByReason],
  ] as const;
  const { usage } = row;
  return [
    ...row.domains.map((one) => line('score', { domain: domainName(one.domain), ...numbers(one.score) })),
    ...means.flatMap(([measure, mean]) => (mean === undefined ? [] : [line(measure, numbers(mean))])),
    line('scored', { value: row.scored }),
    ...row.answers.map(({ state, samples }) =>
      line('answers', { reason: answerStateToJSON(state).replace('ANSWER_STATE_', ''), value: samples }),
    ),
    ...counts.flatMap(([measure, byReason]) =>
      byReason.map(({ reason, samples }) => line(measure, { reason: reasonLabel(reason), value: samples })),
    ),
    ...(usage === undefined
      ? []
      : [
          line('calls', { value: usage.calls }),
          line('input_tokens', { value: usage.inputTokens }),
          line('output_tokens', { value: usage.outputTokens }),
          // What is not known is no zero.
          line('cost_usd', { value: usage.unpricedCalls > 0 ? undefined : usage.costUsd }),
          line('unpriced_calls', { value: usage.unpricedCalls }),
        ]),
  ];
}

function gainLines(report: Report): readonly Line[] {
  return report.gains.flatMap((gain) => {
    const line = { model: gain.model, status: statusLabel(gain.to), compared_with: statusLabel(gain.from) };
    const { samples, profiles } = numbers(gain.difference);
    return [
      { ...line, measure: 'gain', ...numbers(gain.difference) },
      { ...line, measure: 'gain_percent', value: gain.percent, samples, profiles },
      ...testLines(line, 'gain', gain),
    ];
  });
}

/** The model compared with stands under `compared_with`. */
function differenceLines(report: Report): readonly Line[] {
  return report.differences.flatMap((one) => {
    const line = { model: one.model, status: statusLabel(one.status), compared_with: one.other };
    return [
      { ...line, measure: 'difference', ...numbers(one.difference) },
      ...testLines(line, 'difference', one),
    ];
  });
}

function testLines(
  line: Line,
  measure: string,
  { test, effect }: Pick<Gain, 'test' | 'effect'>,
): readonly Line[] {
  const values = [
    ['p', test?.pValue],
    ['p_holm', test?.correctedPValue],
    ['effect', effect?.standardised],
    ['net_wins', effect?.netWins],
  ] as const;
  return values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ ...line, measure: `${measure}_${name}`, value }],
  );
}

function correlationLines(report: Report): readonly Line[] {
  const name = (dimension: ScoreDimension): string =>
    dimensionLabel(dimension).toLowerCase().replace(' ', '_');
  return report.correlations.map(({ first, second, correlation }) => ({
    measure: `correlation_${name(first)}_${name(second)}`,
    ...numbers(correlation),
  }));
}

/** Variances, in squared points. */
function noiseLines(report: Report): readonly Line[] {
  return report.noise.flatMap((one) =>
    (
      [
        ['variance_between_people', one.betweenPeople],
        ['variance_between_queries', one.betweenQueries],
        ['variance_between_answers', one.betweenAnswers],
        ['variance_between_verdicts', one.betweenVerdicts],
      ] as const
    ).flatMap(([measure, value]) =>
      value === undefined ? [] : [{ model: one.model, status: statusLabel(one.status), measure, value }],
    ),
  );
}

function numbers(estimate: Estimate | undefined): Line {
  if (estimate === undefined) return {};
  const { value, low, high, samples, profiles, noInterval } = estimate;
  if (noInterval === NoInterval.UNSPECIFIED) return { value, low, high, samples, profiles };
  return { value, samples, profiles, no_interval: noIntervalToJSON(noInterval).replace('NO_INTERVAL_', '') };
}

function domainName(domain: Domain): string {
  return domainLabel(domain).toLowerCase();
}

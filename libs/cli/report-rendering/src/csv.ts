import type { Estimate, Report, ReportRow } from '@rookery/shared-contracts';
import { DOMAIN_COLUMNS, reasonLabel, statusLabel } from './labels.ts';

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
] as const;

type Line = Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>;

/**
 * The report as CSV (RFC 4180), one number a line, so that it loads into any tool without unpacking cells. Full
 * precision; an empty cell means that there is none. A gain's line has the status it goes to under `status` and
 * the one it starts from under `compared_with`.
 */
export function reportAsCsv(report: Report): string {
  const common = { simulated: String(report.run?.simulated ?? false), run: report.run?.name };
  const lines = [...report.rows.flatMap(rowLines), ...gainLines(report)];
  const records = lines.map((line) => COLUMNS.map((column) => cell({ ...common, ...line }[column])));
  return [COLUMNS.join(','), ...records.map((record) => record.join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
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
    ...counts.flatMap(([measure, byReason]) =>
      byReason.map(({ reason, samples }) => line(measure, { reason: reasonLabel(reason), value: samples })),
    ),
    ...(usage === undefined
      ? []
      : [
          line('calls', { value: usage.calls }),
          line('input_tokens', { value: usage.inputTokens }),
          line('output_tokens', { value: usage.outputTokens }),
          line('cost_usd', { value: usage.costUsd }),
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
    ];
  });
}

function numbers(estimate: Estimate | undefined): Line {
  const { value, low, high, samples, profiles } = estimate ?? {};
  return { value, low, high, samples, profiles };
}

function domainName(domain: number): string {
  return (DOMAIN_COLUMNS.find(([one]) => one === domain)?.[1] ?? 'unknown').toLowerCase();
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

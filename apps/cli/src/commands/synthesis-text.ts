import { count, domainLabel } from '@rookery/cli-report-rendering';
import type { SynthesisReport } from '@rookery/shared-contracts';
import { table } from '../terminal/table.ts';

/** The report of a synthesis for a terminal. */
export function synthesisAsText(report: SynthesisReport): string {
  const { synthesis, tests, inBalance, domains, diversity } = report;
  const label = synthesis?.simulated === true ? 'SIMULATED: ' : '';
  const kept = synthesis?.queriesKept ?? 0;
  const dropped = synthesis?.dropped ?? [];
  const all = kept + dropped.reduce((sum, { queries }) => sum + queries, 0);
  const share = (queries: number): string => (all === 0 ? '-' : `${((100 * queries) / all).toFixed(1)}%`);
  return [
    `${label}${synthesis?.name ?? ''}, made with ${(synthesis?.madeWith ?? []).join(', ')}`,
    '',
    table(
      ['domain', 'profiles', 'queries'],
      domains.map(({ domain, profiles, queries }) => [domainLabel(domain), count(profiles), count(queries)]),
    ),
    '',
    'Queries that the model wrote',
    table(
      ['', 'queries', 'share'],
      [
        ['kept', count(kept), share(kept)],
        ...dropped.map(({ reason, queries }) => [
          reason.replaceAll('_', ' '),
          count(queries),
          share(queries),
        ]),
      ],
    ),
    '',
    'Profiles against the network (chi-square; p corrected by Holm)',
    table(
      ['attribute', 'in the light of', 'chi-square', 'df', 'p', 'corrected'],
      tests.map(({ attribute, given, statistic, degreesOfFreedom, pValue, correctedPValue }) => [
        attribute,
        given.join(', '),
        degreesOfFreedom === 0 ? '-' : statistic.toFixed(1),
        degreesOfFreedom === 0 ? 'too few' : String(degreesOfFreedom),
        pValue?.toFixed(3) ?? '-',
        correctedPValue?.toFixed(3) ?? '-',
      ]),
    ),
    inBalance
      ? 'In balance: no test is below 0.01.'
      : 'NOT in balance: a corrected p is below 0.01; these profiles are not as the network has them.',
    ...(diversity === undefined
      ? []
      : [
          '',
          `Diversity over ${count(diversity.queries)} queries: ${percent(diversity.distinctWords)} of words and ${percent(diversity.distinctPairs)} of neighbouring pairs are different ones;`,
          `similarity ${diversity.nearestSimilarity.toFixed(2)} to the nearest query, ${diversity.meanSimilarity.toFixed(2)} over all pairs.`,
        ]),
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(0)}%`;

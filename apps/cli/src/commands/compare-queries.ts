import { Split, type ComparedQuery, type ScenarioServiceClient } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { spreadEvenly } from '@rookery/shared-scenario';
import type { CompareFlags } from './compare-options.ts';
import { resourceName } from './resource-name.ts';

const PAGE = 1000;

/**
 * The queries that `--data-set` and `--limit` ask for: those of the library side of the split, because what is compared decides how
 * libraries are made, spread evenly over domains.
 * @throws RookeryError FAILED_PRECONDITION when no scenario matches
 */
export async function comparedQueries(
  scenarios: Pick<ScenarioServiceClient, 'listScenarios'>,
  { dataSet = '', limit }: Pick<CompareFlags, 'dataSet' | 'limit'>,
  signal: AbortSignal,
): Promise<ComparedQuery[]> {
  const filter = {
    dataSet: dataSet === '' ? '' : resourceName('dataSets', dataSet),
    domains: [],
    origins: [],
    split: Split.LIBRARY,
  };
  const found = [];
  let pageToken = '';
  do {
    const page = await scenarios.listScenarios({ filter, pageSize: PAGE, pageToken }, { signal });
    found.push(...page.scenarios);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  if (found.length === 0) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      '--data-set: no scenario on the library side of the split is in it; import scenarios or name another one',
      { reason: 'NO_SCENARIO_MATCHES' },
    );
  }
  return spreadEvenly(found, ({ domain }) => domain, limit).map(({ query, profile }) => ({ query, profile }));
}

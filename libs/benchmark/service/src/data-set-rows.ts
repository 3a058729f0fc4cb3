import { benignTwin, DataCardTally, ladderOf } from '@rookery/benchmark-datasets';
import type { DataSetStore, ScenarioStore } from '@rookery/benchmark-storage';
import { Derivation, type DataCard, type DeriveScenariosResponse } from '@rookery/shared-contracts';
import { readerOf, type Reader } from '@rookery/shared-database';
import { invalidArgument } from '@rookery/shared-errors';
import type { Caller } from '@rookery/shared-runtime';
import { domainToWire, originToWire, type Scenario } from '@rookery/shared-scenario';

/** Scenarios that are in memory at once. */
const PAGE = 1000;

export interface DataSetStores {
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
}

/** The scenarios of a data set in the order of their ids, a page at a time. @throws RookeryError NOT_FOUND (data set) */
async function* pagesOf(
  { dataSets, scenarios }: DataSetStores,
  reader: Reader,
  dataSet: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Scenario[], void> {
  await dataSets.mustExist(reader, dataSet);
  let pageToken = '';
  do {
    signal.throwIfAborted();
    const page = await scenarios.list(reader, { dataSet }, { pageSize: PAGE, pageToken });
    yield page.items;
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
}

/** What a data set holds, counted from its rows. @throws RookeryError NOT_FOUND */
export async function dataCard(
  stores: DataSetStores,
  caller: Caller,
  dataSet: string,
  signal: AbortSignal,
): Promise<DataCard> {
  const tally = await DataCardTally.open();
  for await (const page of pagesOf(stores, readerOf(caller), dataSet, signal)) {
    for (const scenario of page) tally.add(scenario);
  }
  const { domains, origins, attributes, languages, ...counts } = tally.card();
  return {
    name: `dataSets/${dataSet}`,
    ...counts,
    domains: domains.map(({ domain, scenarios }) => ({ domain: domainToWire(domain), scenarios })),
    origins: origins.map(({ origin, scenarios }) => ({ origin: originToWire(origin), scenarios })),
    attributes: attributes.map(({ values, ...share }) => ({
      ...share,
      values: values.map((value) => ({ ...value })),
    })),
    languages: languages.map((language) => ({ ...language })),
  };
}

/** Adds what follows from the scenarios of a data set to another one. @throws RookeryError as the contract says of DeriveScenarios */
export async function deriveScenarios(
  stores: DataSetStores,
  caller: Caller,
  {
    from,
    into,
    derivation,
  }: { readonly from: string; readonly into: string; readonly derivation: Derivation },
  signal: AbortSignal,
): Promise<DeriveScenariosResponse> {
  const reader = readerOf(caller);
  await stores.dataSets.mustExist(reader, from);
  const id = await stores.dataSets.open(caller.name, into);
  const derived = derivationOf(derivation);
  let [read, added, made] = [0, 0, 0];
  for await (const page of pagesOf(stores, reader, from, signal)) {
    const sources = page.filter(({ twinOf, rung }) => twinOf === undefined && rung === undefined);
    const scenarios = sources.flatMap(derived);
    read += sources.length;
    made += scenarios.length;
    added += (await stores.scenarios.add(id, scenarios)).size;
  }
  return { read, added, thereAlready: made - added };
}

function derivationOf(derivation: Derivation): (scenario: Scenario) => readonly Scenario[] {
  switch (derivation) {
    case Derivation.TWINS:
      return (scenario) => {
        const twin = benignTwin(scenario);
        return twin === undefined ? [] : [twin];
      };
    case Derivation.LADDER:
      return ladderOf;
    case Derivation.UNSPECIFIED:
    case Derivation.UNRECOGNIZED:
      throw invalidArgument('derivation', 'has to be said: twins or ladder');
  }
}

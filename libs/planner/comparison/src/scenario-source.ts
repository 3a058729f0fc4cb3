import { Split, type BenchmarkServiceClient, type LibraryBuildSpec } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import {
  scenarioFromWire,
  type DomainOrUnknown,
  type Scenario,
  domainFromWire,
} from '@rookery/shared-scenario';

/** A scenario that may be planned. */
export interface ScenarioEntry {
  readonly id: string;
  readonly domain: DomainOrUnknown;
}

const PAGE = 1000;

/** The scenarios of the benchmark service. */
export class ScenarioSource {
  readonly #benchmark: Pick<BenchmarkServiceClient, 'listScenarios' | 'getScenario'>;

  constructor(benchmark: Pick<BenchmarkServiceClient, 'listScenarios' | 'getScenario'>) {
    this.#benchmark = benchmark;
  }

  /** All that match, on the library side of the split (design decision 16), in the order of their ids. */
  async libraryScenarios(
    { dataSet, domains }: Pick<LibraryBuildSpec, 'dataSet' | 'domains'>,
    signal: AbortSignal,
  ): Promise<ScenarioEntry[]> {
    const filter = { dataSet, domains, origins: [], split: Split.LIBRARY };
    const entries: ScenarioEntry[] = [];
    let pageToken = '';
    do {
      const page = await this.#benchmark.listScenarios({ filter, pageSize: PAGE, pageToken }, { signal });
      for (const { name, domain } of page.scenarios) {
        entries.push({ id: idIn(name), domain: domainFromWire('scenario.domain', domain) });
      }
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return entries;
  }

  /** @throws RookeryError NOT_FOUND, UNAVAILABLE */
  async get(id: string, signal: AbortSignal): Promise<Scenario> {
    const { scenario } = await this.#benchmark.getScenario({ name: `scenarios/${id}` }, { signal });
    if (scenario === undefined) throw invalidArgument('scenario', 'the benchmark service sent none');
    return scenarioFromWire('scenario', scenario);
  }
}

function idIn(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

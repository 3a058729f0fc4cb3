import type { Sample } from '@rookery/cli-report-rendering';
import {
  RunServiceDefinition,
  ScenarioServiceDefinition,
  type ListResultsRequest,
  type Scenario,
} from '@rookery/shared-contracts';
import { isRookeryError } from '@rookery/shared-errors';
import type { PlatformConnection } from '../platform/with-platform.ts';

const PAGE = 100;
/** Scenarios that are asked for at once. */
const AT_ONCE = 16;

/**
 * The results of a run page by page as they are read, each with its scenario.
 * @param most how many at most
 */
export async function* samplesOf(
  platform: PlatformConnection,
  request: Omit<ListResultsRequest, 'pageSize' | 'pageToken'>,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): AsyncGenerator<Sample, void, undefined> {
  const runs = platform.client(RunServiceDefinition);
  const scenarios = new Scenarios(platform, signal);
  let left = most;
  let pageToken = '';
  do {
    const page = await runs.listResults(
      { ...request, pageSize: Math.min(PAGE, left), pageToken },
      { signal },
    );
    const known = await scenarios.named(page.results.map(({ scenario }) => scenario));
    for (const result of page.results) yield { result, scenario: known.get(result.scenario) };
    left -= page.results.length;
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && left > 0);
}

/** Scenarios by name; each is asked for once. */
class Scenarios {
  readonly #known = new Map<string, Scenario | undefined>();
  readonly #platform: PlatformConnection;
  readonly #signal: AbortSignal;

  constructor(platform: PlatformConnection, signal: AbortSignal) {
    this.#platform = platform;
    this.#signal = signal;
  }

  async named(names: readonly string[]): Promise<ReadonlyMap<string, Scenario | undefined>> {
    const missing = [...new Set(names)].filter((name) => !this.#known.has(name));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const some = missing.slice(at, at + AT_ONCE);
      const found = await Promise.all(some.map((name) => this.#read(name)));
      some.forEach((name, index) => this.#known.set(name, found[index]));
    }
    return this.#known;
  }

  async #read(name: string): Promise<Scenario | undefined> {
    const service = this.#platform.client(ScenarioServiceDefinition);
    try {
      return (await service.getScenario({ name }, { signal: this.#signal })).scenario;
    } catch (error) {
      // Erased since the run.
      if (isRookeryError(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}

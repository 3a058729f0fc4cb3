import { chooseScenarios } from '@rookery/benchmark-storage';
import { readerOf } from '@rookery/shared-database';
import { domainToWire } from '@rookery/shared-scenario';
import type { RetrievalAsk } from '../asks.ts';
import type { Retrieved } from '../experiment.ts';
import { inParallel } from './in-parallel.ts';
import { callerOf, type StepContext } from './make-step.ts';

/** Calls at once. */
const AT_ONCE = 8;

/** Looks up the nearest paths of each scenario's query. @param library its name, without the collection */
export async function retrieve(
  context: StepContext,
  ask: RetrievalAsk,
  library: string,
): Promise<readonly Retrieved[]> {
  const { parts, attempt } = context;
  const { signal } = attempt;
  const chosen = await chooseScenarios(parts, callerOf(context), ask, 'spec.filter');
  const reader = readerOf(callerOf(context));
  const places = Array.from({ length: ask.most }, () => ({
    similarity: [] as [string, number][],
    sameDomain: [] as [string, number][],
  }));
  await inParallel(chosen, AT_ONCE, async ({ id }) => {
    const scenario = await parts.scenarios.get(reader, id);
    const person = parts.scenarios.personKey(scenario.profile);
    const { paths } = await parts.libraries.findPaths(
      { parent: `libraries/${library}`, query: scenario.query, limit: ask.most },
      { signal },
    );
    const nearest = paths.toSorted((a, b) => b.similarity - a.similarity);
    for (const [index, { path, similarity }] of nearest.entries()) {
      places[index]?.similarity.push([person, similarity]);
      places[index]?.sameDomain.push([person, path?.domain === domainToWire(scenario.domain) ? 1 : 0]);
    }
  });
  return places.filter(({ similarity }) => similarity.length > 0);
}

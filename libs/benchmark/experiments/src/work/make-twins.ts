import { benignTwin } from '@rookery/benchmark-datasets';
import { chooseScenarios } from '@rookery/benchmark-storage';
import { keyOf, type TwinsAsk } from '../asks.ts';
import { callerOf, ownName, type Made, type StepContext } from './make-step.ts';

/** Scenarios that are in memory at once. */
const PAGE = 1000;

/**
 * Makes the benign twins of scenarios, in a data set of the experiment's own, but for those that are among the scenarios.
 * @returns dataSet its name; undefined: there are none
 */
export async function madeTwins(
  context: StepContext,
  ask: TwinsAsk,
): Promise<{ readonly dataSet: string | undefined; readonly made: Made }> {
  const { parts, job, attempt } = context;
  const chosen = (await chooseScenarios(parts, callerOf(context), ask, 'spec.filter')).map(({ id }) => id);
  const there = new Set(chosen);
  const dataSet = ownName(context, ask);
  let dataSetId: number | undefined;
  let shared = true;
  for (let at = 0; at < chosen.length; at += PAGE) {
    attempt.signal.throwIfAborted();
    const scenarios = await parts.scenarios.chosen(chosen.slice(at, at + PAGE));
    const twins = scenarios.flatMap((one) => benignTwin(one) ?? []).filter(({ id }) => !there.has(id));
    if (twins.length === 0) continue;
    dataSetId ??= await parts.dataSets.open(job.owner, dataSet, true);
    if ((await parts.scenarios.add(dataSetId, twins)).size > 0) shared = false;
  }
  if (dataSetId === undefined) return { dataSet: undefined, made: { reason: '' } };
  await parts.store.begin(job.id, keyOf(ask, job.spec.contents), `dataSets/${dataSet}`, shared);
  return { dataSet, made: { reason: '' } };
}

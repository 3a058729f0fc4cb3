import type { SampleScenario } from '../chunk-store.ts';

const KEYS = new WeakMap<SampleScenario, Buffer>();

/**
 * The key of a scenario that samples are made of; undefined where it lies plain. It goes with the scenario as it was read, since one that
 * was erased and imported again has another key. A key is never shown.
 */
export function keyOfSample(scenario: SampleScenario): Buffer | undefined {
  return KEYS.get(scenario);
}

export function noteKey<Read extends SampleScenario>(scenario: Read, key: Buffer | undefined): Read {
  if (key !== undefined) KEYS.set(scenario, key);
  return scenario;
}

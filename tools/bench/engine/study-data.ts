import {
  LibraryBuildServiceDefinition,
  LibraryBuildSpec,
  SynthesisServiceDefinition,
  SynthesisSpec,
} from '@rookery/shared-contracts';
import type { Platform } from '@rookery/shared-platform-processes';

export const DATA_SET = 'dataSets/study';
export const LIBRARY = 'libraries/study';
const QUERIES_PER_PROFILE = 10;
/** Of which paths are planned, for the planner's status. */
const PLANNED = 70;
const MODEL = 'sim/gpt-4o';

/** A data set of at least so many made-up scenarios (docs/synthesis.md). */
export async function synthesise(platform: Platform, scenarios: number): Promise<void> {
  const client = platform.client('benchmark', SynthesisServiceDefinition);
  const begun = performance.now();
  // A few more people than it takes: some of their queries are dropped.
  const profiles = Math.ceil((1.02 * scenarios) / QUERIES_PER_PROFILE) + 1;
  const spec = SynthesisSpec.fromPartial({
    dataSet: DATA_SET,
    model: MODEL,
    profiles,
    queriesPerProfile: QUERIES_PER_PROFILE,
    seed: 1,
  });
  const { synthesis } = await client.createSynthesis({ requestId: '', spec });
  let kept = 0;
  for await (const seen of client.watchSynthesis({ name: synthesis?.name ?? '' })) {
    kept = seen.synthesis?.queriesKept ?? 0;
  }
  if (kept < scenarios) throw new Error(`only ${kept} scenarios were made`);
  console.error(`${kept} scenarios made in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

/** A library of planned paths for some of them. */
export async function plan(platform: Platform): Promise<void> {
  const client = platform.client('benchmark', LibraryBuildServiceDefinition);
  const begun = performance.now();
  const options = { answerModel: MODEL, judgeModel: MODEL, seed: 1 };
  const spec = LibraryBuildSpec.fromPartial({ library: LIBRARY, dataSet: DATA_SET, limit: PLANNED, options });
  const { build } = await client.createLibraryBuild({ requestId: '', spec });
  let reason = '';
  for await (const seen of client.watchLibraryBuild({ name: build?.name ?? '' }))
    reason = seen.build?.stateReason ?? '';
  if (reason !== '') throw new Error(`no library: ${reason}`);
  console.error(`a library of ${PLANNED} paths in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

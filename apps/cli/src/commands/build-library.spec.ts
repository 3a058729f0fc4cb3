import { describe, expect, it } from '@jest/globals';
import { JobState, LibraryBuild } from '@rookery/shared-contracts';
import { buildOutcome } from './build-library.ts';

const build = (changes: Parameters<typeof LibraryBuild.fromPartial>[0]): LibraryBuild =>
  LibraryBuild.fromPartial({
    name: 'libraryBuilds/1',
    spec: { library: 'libraries/paths', options: { answerModel: 'sim/a', judgeModel: 'sim/j' } },
    scenariosTotal: 40,
    ...changes,
  });

describe('the end of a build', () => {
  it('is a line of counts where all went well', () => {
    expect(buildOutcome(build({ state: JobState.SUCCEEDED, scenariosDone: 40 }))).toEqual([
      'libraries/paths: 40 paths planned, 0 failed, succeeded',
    ]);
  });

  it('counts what failed by reason, and quotes the first failure once', () => {
    const lines = buildOutcome(
      build({
        state: JobState.INCOMPLETE,
        stateReason: '3 of 40 scenarios could not be planned. The first failure: it answered 503',
        scenariosDone: 37,
        scenariosFailed: 3,
        failedByReason: [
          { reason: 'EVALUATION_FAILED', scenarios: 2, detail: '' },
          { reason: 'UNAVAILABLE', scenarios: 1, detail: 'it answered 503' },
        ],
      }),
    );
    expect(lines).toEqual([
      'libraries/paths: 37 paths planned, 3 failed (2 EVALUATION_FAILED, 1 UNAVAILABLE), incomplete',
      'first failure: it answered 503',
    ]);
  });

  it('says why it went no further', () => {
    const [line] = buildOutcome(
      build({ state: JobState.STOPPED, stateReason: '24 of 24 calls were made', scenariosDone: 1 }),
    );
    expect(line).toBe('libraries/paths: 1 paths planned, 0 failed, stopped (24 of 24 calls were made)');
  });
});

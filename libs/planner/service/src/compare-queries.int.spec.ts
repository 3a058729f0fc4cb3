import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CellKind, JobState, type ImportScenariosRequest } from '@rookery/shared-contracts';
import { profileId, splitOf, type Profile } from '@rookery/shared-scenario';
import { PlannerPlatform, type RunningPlanner } from '@rookery/shared-platform-processes';

const QUERIES = 3;

let platform: PlannerPlatform;
let running: RunningPlanner;

beforeAll(async () => {
  platform = await PlannerPlatform.start(1);
  await platform.withBenchmark((benchmark) => benchmark.importScenarios(importOf(scenarios())));
  running = await platform.startPlanner();
}, 120_000);
afterAll(() => platform.close(), 120_000);

/** People on the library side of the split. */
function people(): Profile[] {
  return Array.from({ length: 100 }, (_, index): Profile => {
    return { age: '55+', emotional_state: `Despair ${index}`, health_status: 'Good', gender: 'Other' };
  })
    .filter((profile) => splitOf(profileId(profile)) === 'library')
    .slice(0, QUERIES);
}

function scenarios(): string[] {
  return people().map((profile, index) =>
    JSON.stringify({
      query: `Question ${index} about sleeping?`,
      background: '',
      domain: 'health',
      origin: 'own',
      situation: '',
      profile,
    }),
  );
}

async function* importOf(rows: readonly string[]): AsyncGenerator<ImportScenariosRequest, void> {
  yield { event: { $case: 'header', value: { requestId: '', dataSet: 'sleepers' } } };
  const numbered = rows.map((json, index) => ({ number: index + 1, json, unreadable: '' }));
  yield { event: { $case: 'rows', value: { rows: numbered } } };
}

const LIVE = {
  dataSet: 'sleepers',
  limit: 10,
  answerModel: 'sim/gpt-4o',
  judgeModel: 'sim/gpt-4o',
  depth: 2,
  replicates: 2,
};

describe('ComparePlanners on stored queries', () => {
  it('values paths afresh, the same for who comes to the same subset', async () => {
    const twins = [
      { label: 'one', planner: 'static-k' },
      { label: 'two', planner: 'static-k' },
    ];
    const spec = { contenders: [...twins, { planner: 'raise-mcts' }], checkpoints: [4, 8], live: LIVE };
    const { comparison } = await running.planner.comparePlanners({ spec });
    const name = comparison?.name ?? '';
    expect(comparison).toMatchObject({ simulated: true, searchesTotal: 3 * QUERIES });
    let state: JobState | undefined;
    for await (const { comparison: now } of running.planner.watchComparison({ name })) state = now?.state;
    expect(state).toBe(JobState.SUCCEEDED);
    const { result } = await running.planner.getComparison({ name });
    const [cell] = result?.cells ?? [];
    expect(cell).toMatchObject({ kind: CellKind.QUERIES, label: 'sleepers', depth: 2, problems: QUERIES });
    const [one, two, searched] = cell?.contenders ?? [];
    expect(two?.checkpoints).toEqual(one?.checkpoints);
    expect(two?.checkpoints[0]).toMatchObject({ difference: { mean: 0, halfWidth: 0 }, winRate: 0.5 });
    expect(searched).toMatchObject({ meanEvaluations: 8, failedSearches: 0, cpuUsPerEvaluation: undefined });
    for (const { loss, anytime } of searched?.checkpoints ?? []) {
      for (const estimate of [loss, anytime]) {
        expect(estimate?.mean).toBeGreaterThan(0);
        expect(estimate?.mean).toBeLessThan(4);
      }
    }
  }, 180_000);

  it('names a model and scenarios that are not there', async () => {
    const compared = { contenders: [{ planner: 'random' }], checkpoints: [1] };
    await expect(
      running.planner.comparePlanners({ spec: { ...compared, live: { ...LIVE, judgeModel: 'sim/x' } } }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/spec\.live\.judge_model.*sim\/x/),
    });
    await expect(
      running.planner.comparePlanners({ spec: { ...compared, live: { ...LIVE, dataSet: 'none' } } }),
    ).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });
});

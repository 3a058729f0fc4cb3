import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CellKind,
  JobState,
  type ComparedQuery,
  type ComparisonServiceClient,
} from '@rookery/shared-contracts';
import { PlannerPlatform, type RunningPlanner } from '@rookery/shared-platform-processes';

const QUERIES = 3;

let platform: PlannerPlatform;
let running: RunningPlanner;

beforeAll(async () => {
  platform = await PlannerPlatform.start(1);
  running = await platform.startPlanner();
}, 120_000);
afterAll(() => platform.close(), 120_000);

const ASKED: ComparedQuery[] = Array.from({ length: QUERIES }, (_, index) => ({
  query: `Question ${index} about sleeping?`,
  profile: {
    values: { age: '55+', emotional_state: `Despair ${index}`, health_status: 'Good', gender: 'Other' },
  },
}));

const LIVE = {
  answerModel: 'sim/gpt-4o',
  judgeModel: 'sim/gpt-4o',
  depth: 2,
  replicates: 2,
};

describe('ComparePlanners on queries', () => {
  it('values paths afresh, the same for who comes to the same subset', async () => {
    const twins = [
      { label: 'one', planner: 'static-k' },
      { label: 'two', planner: 'static-k' },
    ];
    const spec = { contenders: [...twins, { planner: 'raise-mcts' }], checkpoints: [4, 8], live: LIVE };
    const { comparison } = await running.comparisons.comparePlanners({ spec, queries: ASKED });
    const name = comparison?.name ?? '';
    expect(comparison).toMatchObject({ simulated: true, searchesTotal: 3 * QUERIES, queries: QUERIES });
    let state: JobState | undefined;
    for await (const { comparison: now } of running.comparisons.watchComparison({ name })) state = now?.state;
    expect(state).toBe(JobState.SUCCEEDED);
    const { result } = await running.comparisons.getComparison({ name });
    const [cell] = result?.cells ?? [];
    expect(cell).toMatchObject({ kind: CellKind.QUERIES, label: 'queries', depth: 2, problems: QUERIES });
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

  it('names a model that is not there, and what is wrong with the queries', async () => {
    const spec = { contenders: [{ planner: 'random' }], checkpoints: [1], live: LIVE };
    await expect(
      running.comparisons.comparePlanners({
        spec: { ...spec, live: { ...LIVE, judgeModel: 'sim/x' } },
        queries: ASKED,
      }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
      reason: 'MODEL_UNKNOWN',
      message: expect.stringMatching(/spec\.live\.judge_model.*sim\/x/),
    });
    const worlds = { worlds: [{}], problems: 2 };
    const iq: ComparedQuery = { query: 'q', profile: { values: { iq: '140' } } };
    const wrong: [Parameters<ComparisonServiceClient['comparePlanners']>[0], field: string][] = [
      [{ spec, queries: [] }, 'queries'],
      [{ spec, queries: ASKED.slice(0, 1) }, 'queries'],
      [{ spec: { ...spec, live: undefined, worlds }, queries: ASKED }, 'queries'],
      [{ spec, queries: [...ASKED, iq] }, `queries[${QUERIES}].profile.values`],
    ];
    for (const [request, field] of wrong) {
      await expect(running.comparisons.comparePlanners(request)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        violations: [expect.objectContaining({ field })],
      });
    }
  });
});

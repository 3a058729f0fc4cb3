import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ComparisonServiceDefinition,
  JobState,
  OnDeath,
  PlannerServiceDefinition,
  PriorQuality,
  type Comparison,
  type ComparisonResult,
  type ComparisonServiceClient,
  type PlannerServiceClient,
} from '@rookery/shared-contracts';
import { testDatabase } from '@rookery/shared-database/testing';
import { eventually, ServiceProcess } from '@rookery/shared-platform-processes';
import { client, connect } from '@rookery/shared-transport';
import { BackendProcess } from './testing/backend-process.ts';

// Simulated problems take no model, no judge and no gateway: none is there.
const opened = new AsyncDisposableStack();
let comparisons: ComparisonServiceClient;
let planners: PlannerServiceClient;
let backend: BackendProcess;

beforeAll(async () => {
  const database = opened.adopt(await testDatabase(), (open) => open.close());
  backend = await BackendProcess.start();
  opened.defer(() => backend.kill());
  const service = opened.adopt(
    await ServiceProcess.start('planner', {
      DATABASE_URL: database.connectionString,
      ROOKERY_GATEWAY_ADDRESS: '127.0.0.1:1',
      ROOKERY_JUDGE_ADDRESS: '127.0.0.1:1',
      ROOKERY_COMPARISON_THREADS: '1',
      ROOKERY_PLANNER_BACKENDS: `walk=${backend.address}`,
      // Long enough for a process to be started again.
      ROOKERY_PLANNER_PATIENCE_MS: '8000',
    }),
    (child) => child.stop(),
  );
  const channel = opened.adopt(connect(await service.address), (open) => open.close());
  comparisons = client(ComparisonServiceDefinition, channel);
  planners = client(PlannerServiceDefinition, channel);
}, 120_000);
afterAll(() => opened.disposeAsync(), 60_000);
beforeEach(restarted);

/** A fresh process, which the service has found again: its connection to one that died comes back after a moment. */
async function restarted(): Promise<void> {
  await backend.kill();
  backend = await backend.again();
  await eventually('the planner is found again', async () => {
    const { planners: listed } = await planners.listPlanners({});
    return listed.find(({ name }) => name === 'walk')?.unusable === '';
  });
}

type Spec = NonNullable<Parameters<ComparisonServiceClient['comparePlanners']>[0]['spec']>;

const PROBLEMS = 100;
const SPEC: Spec = {
  contenders: [{ planner: 'random' }, { label: 'mine', planner: 'walk' }, { planner: 'one-at-a-time' }],
  checkpoints: [0, 8, 40],
  worlds: {
    worlds: [{ label: 'small', settingsJson: '{"noise":2}' }, { label: 'plain' }],
    priors: [PriorQuality.GOOD],
    depths: [3],
    problems: PROBLEMS,
  },
};
const SEARCHES = 2 * 3 * PROBLEMS;

async function begin(change: Spec = {}): Promise<string> {
  const { comparison } = await comparisons.comparePlanners({ spec: { ...SPEC, ...change } });
  return comparison?.name ?? '';
}

async function watch(
  name: string,
  until: (now: Comparison) => boolean = () => false,
): Promise<readonly Comparison[]> {
  const seen: Comparison[] = [];
  for await (const { comparison } of comparisons.watchComparison({ name })) {
    if (comparison === undefined) continue;
    seen.push(comparison);
    if (until(comparison)) break;
  }
  return seen;
}

/** Kills the planner in the middle of the first cell. */
async function killed(name: string): Promise<void> {
  await watch(name, ({ searchesDone }) => searchesDone > 0);
  await backend.kill();
}

describe('a planner that dies in a comparison', () => {
  it('is left out and named, and the comparison plays what is missing once the planner is back', async () => {
    const name = await begin();
    await killed(name);
    const seen = await watch(name);
    const waits = seen
      .filter(({ state }) => state === JobState.RUNNING)
      .map(({ stateReason }) => stateReason);
    expect(waits).toContainEqual(expect.stringMatching(/^planner walk .*UNAVAILABLE/));
    const ended = seen.at(-1);
    const reason = expect.stringMatching(
      /^mine on (small|plain): died, UNAVAILABLE: planner walk/,
    ) as unknown;
    expect(ended).toMatchObject({
      state: JobState.INCOMPLETE,
      stateReason: reason,
      lost: [{ label: 'mine', reason }],
    });
    expect((ended?.searchesDone ?? 0) + (ended?.lost[0]?.searches ?? 0)).toBe(SEARCHES);
    const { result: part } = await comparisons.getComparison({ name });
    expect(part?.cells).toHaveLength(2);
    for (const { problems, contenders } of part?.cells ?? []) {
      expect(problems).toBe(PROBLEMS);
      expect(contenders.map(({ label }) => label)).toEqual(['random', 'mine', 'one-at-a-time']);
      expect(contenders.map(({ checkpoints }) => checkpoints.length)).toEqual([3, 0, 3]);
      expect(contenders.map(({ lost }) => lost)).toEqual(['', reason, '']);
      expect(contenders[2]?.checkpoints[2]?.difference?.halfWidth).toBeGreaterThan(0);
    }

    await restarted();
    await comparisons.resumeComparison({ name });
    expect((await watch(name)).at(-1)).toMatchObject({
      state: JobState.SUCCEEDED,
      searchesDone: SEARCHES,
      lost: [],
    });
    const whole = await begin();
    expect((await watch(whole)).at(-1)?.state).toBe(JobState.SUCCEEDED);
    const [mended, never] = await Promise.all(
      [name, whole].map((one) => comparisons.getComparison({ name: one })),
    );
    // But for the searches in which the planner was killed, these are the numbers of a comparison that nothing befell.
    const others = (result: ComparisonResult | undefined) =>
      result?.cells.map(({ contenders }) =>
        contenders.filter(({ label }) => label !== 'mine').map(({ checkpoints }) => checkpoints),
      );
    expect(others(mended?.result)).toHaveLength(2);
    expect(others(mended?.result)).toEqual(others(never?.result));
  }, 300_000);

  it('ends the comparison where it was asked to, and going on plays the rest', async () => {
    const name = await begin({ onDeath: OnDeath.END });
    await killed(name);
    const ended = (await watch(name)).at(-1);
    expect(ended).toMatchObject({
      state: JobState.FAILED,
      stateReason: expect.stringMatching(/^mine on (small|plain): died, UNAVAILABLE: planner walk/),
      lost: [],
    });
    expect(ended?.searchesDone).toBeLessThan(SEARCHES);
    backend = await backend.again();
    await comparisons.resumeComparison({ name });
    expect((await watch(name)).at(-1)).toMatchObject({ state: JobState.SUCCEEDED, searchesDone: SEARCHES });
  }, 200_000);

  it('may come back within the patience of the service: nothing is lost', async () => {
    const name = await begin();
    await killed(name);
    await watch(name, ({ stateReason }) => stateReason !== '');
    backend = await backend.again();
    expect((await watch(name)).at(-1)).toMatchObject({
      state: JobState.SUCCEEDED,
      searchesDone: SEARCHES,
      stateReason: '',
      lost: [],
    });
  }, 200_000);

  it('is refused from the start while it cannot be reached', async () => {
    await backend.kill();
    await expect(begin()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'PLANNER_FAILED' });
  }, 60_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CellKind,
  ComparisonServiceDefinition,
  JobState,
  PriorQuality,
  type Comparison,
  type ComparisonResult,
  type ComparisonServiceClient,
} from '@rookery/shared-contracts';
import { testDatabase } from '@rookery/shared-database/testing';
import { ServiceProcess } from '@rookery/shared-platform-processes';
import { client, connect } from '@rookery/shared-transport';

// Simulated problems take no model, no judge and no gateway: none is there.
const opened = new AsyncDisposableStack();
let databaseUrl: string;
let service: ServiceProcess;
let comparisons: ComparisonServiceClient;
let leave: () => void;

async function startService(): Promise<void> {
  service = await ServiceProcess.start('planner', {
    DATABASE_URL: databaseUrl,
    ROOKERY_GATEWAY_ADDRESS: '127.0.0.1:1',
    ROOKERY_JUDGE_ADDRESS: '127.0.0.1:1',
    ROOKERY_COMPARISON_THREADS: '1',
  });
  const channel = connect(await service.address);
  leave = () => {
    channel.close();
  };
  comparisons = client(ComparisonServiceDefinition, channel);
}

beforeAll(async () => {
  const database = opened.adopt(await testDatabase(), (open) => open.close());
  databaseUrl = database.connectionString;
  await startService();
}, 120_000);
afterAll(async () => {
  leave();
  await service.stop();
  await opened.disposeAsync();
}, 60_000);

type Spec = NonNullable<Parameters<ComparisonServiceClient['comparePlanners']>[0]['spec']>;

const SPEC: Spec = {
  contenders: [
    { planner: 'raise-mcts' },
    { label: 'kg', planner: 'path-kg', parametersJson: '{"tolerance":0}' },
    { planner: 'one-at-a-time' },
  ],
  checkpoints: [0, 10, 40],
  worlds: {
    worlds: [{ label: 'plain' }, { label: 'decoy', settingsJson: '{"decoy":true}', depths: [2] }],
    priors: [PriorQuality.POOR],
    depths: [3],
    problems: 60,
  },
  transfer: {
    cases: [{ label: 'related', worldJson: '{"sharedShare":0.67}' }],
    depths: [3],
    streams: 2,
    problems: 8,
    librarySearches: 20,
    checkpoints: [0, 10],
    parametersJson: '{"tolerance":0}',
  },
};
const SEARCHES = 2 * 3 * 60 + 2 * 8;

async function begin(spec: Spec, requestId = ''): Promise<Comparison> {
  const { comparison } = await comparisons.comparePlanners({ requestId, spec });
  if (comparison === undefined) throw new Error('no comparison');
  return comparison;
}

/** The comparison when `until` holds of it, or at its end. */
async function watch(name: string, until: (now: Comparison) => boolean = () => false): Promise<Comparison> {
  let last: Comparison | undefined;
  for await (const { comparison } of comparisons.watchComparison({ name })) {
    last = comparison;
    if (comparison !== undefined && until(comparison)) return comparison;
  }
  if (last === undefined) throw new Error('the watch said nothing');
  return last;
}

async function resultOf(name: string): Promise<ComparisonResult> {
  const { result } = await comparisons.getComparison({ name });
  if (result === undefined) throw new Error('there is no result');
  return result;
}

/** All but processor times, which are measured. */
function numbersOf(result: ComparisonResult): unknown {
  const cells = result.cells.map((cell) => ({
    ...cell,
    contenders: cell.contenders.map((contender) => ({ ...contender, cpuUsPerEvaluation: undefined })),
  }));
  return { ...result, cells };
}

describe('ComparePlanners', () => {
  it('plays planners of the core and in TypeScript, and gives the same numbers after a kill', async () => {
    const whole = await begin(SPEC);
    expect(whole).toMatchObject({ searchesTotal: SEARCHES, simulated: true });
    const ended = await watch(whole.name);
    expect(ended).toMatchObject({ state: JobState.SUCCEEDED, searchesDone: SEARCHES, stateReason: '' });
    expect(ended.cpuSeconds).toBeGreaterThan(0);
    const result = await resultOf(whole.name);
    expect(result.cells.map(({ kind, label, depth, problems }) => [kind, label, depth, problems])).toEqual([
      [CellKind.WORLD, 'plain', 3, 60],
      [CellKind.WORLD, 'decoy', 2, 60],
      [CellKind.TRANSFER, 'related', 3, 16],
    ]);
    const [plain, , stream] = result.cells;
    expect(plain?.contenders.map(({ label }) => label)).toEqual(['raise-mcts', 'kg', 'one-at-a-time']);
    for (const { checkpoints, cpuUsPerEvaluation } of plain?.contenders ?? []) {
      // Clocks of processor time count in ticks, and a simple planner may end before the first.
      expect(cpuUsPerEvaluation).toBeGreaterThanOrEqual(0);
      expect(checkpoints.map(({ evaluations }) => evaluations)).toEqual([0, 10, 40]);
    }
    expect(stream?.contenders.map(({ label }) => label)).toEqual(['alone', 'with library']);
    expect(stream?.lessons).toHaveLength(2);

    const { name } = await begin(SPEC);
    const before = await watch(name, ({ searchesDone }) => searchesDone > 0);
    expect(before.searchesDone).toBeLessThan(SEARCHES);
    leave();
    await service.kill();
    await startService();
    expect(await watch(name)).toMatchObject({ state: JobState.SUCCEEDED, searchesDone: SEARCHES });
    expect(numbersOf(await resultOf(name))).toEqual(numbersOf(result));
  }, 300_000);

  it('goes on where it was cancelled, with the same numbers', async () => {
    const spec = { ...SPEC, transfer: undefined };
    const whole = await begin(spec);
    await watch(whole.name);
    const { name } = await begin(spec);
    await watch(name, ({ searchesDone }) => searchesDone > 0);
    const { comparison: cancelled } = await comparisons.cancelComparison({ name });
    expect(cancelled?.state).toBe(JobState.CANCELLED);
    expect((await comparisons.getComparison({ name })).result).toBeUndefined();
    await comparisons.resumeComparison({ name });
    expect((await watch(name)).state).toBe(JobState.SUCCEEDED);
    expect(numbersOf(await resultOf(name))).toEqual(numbersOf(await resultOf(whole.name)));
    await expect(comparisons.resumeComparison({ name })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
    });
  }, 300_000);

  it('has one effect for one request id, and lists the newest first', async () => {
    const spec = { ...SPEC, contenders: [{ planner: 'random' }], transfer: undefined };
    const [one, two] = await Promise.all([begin(spec, 'r1'), begin(spec, 'r1')]);
    expect(two.name).toBe(one.name);
    const other = await begin(spec);
    await watch(one.name);
    await watch(other.name);
    const first = await comparisons.listComparisons({ pageSize: 1 });
    expect(first.comparisons.map(({ name }) => name)).toEqual([other.name]);
    const second = await comparisons.listComparisons({ pageSize: 1, pageToken: first.nextPageToken });
    expect(second.comparisons.map(({ name }) => name)).toEqual([one.name]);
    await expect(comparisons.listComparisons({ pageToken: 'x' })).rejects.toMatchObject({
      violations: [{ field: 'page_token' }],
    });
  }, 120_000);

  it.each<[what: string, spec: Spec, field: string, says: RegExp]>([
    ['no problems', { worlds: undefined, transfer: undefined }, 'spec.worlds', /is required, unless/],
    [
      'an unknown planner',
      { contenders: [{ planner: 'nobody' }] },
      'spec.contenders[0].planner',
      /known are: .*one-at-a-time.*path-kg/,
    ],
    [
      'an unknown parameter',
      { contenders: [{ planner: 'uct' }, { planner: 'path-kg', parametersJson: '{"depht":1}' }] },
      'spec.contenders[1].parameters_json.depht',
      /tolerance/,
    ],
    [
      'a label twice',
      { contenders: [{ planner: 'uct' }, { planner: 'uct' }] },
      'spec.contenders[1].label',
      /twice/,
    ],
    ['a baseline that is none', { baseline: 'uct' }, 'spec.baseline', /those are: raise-mcts, kg/],
    ['checkpoints that fall', { checkpoints: [5, 5] }, 'spec.checkpoints[1]', /above the one before/],
    ['too many problems', { worlds: { problems: 100_001 } }, 'spec.worlds.problems', /100001.*100000/],
    [
      'an unknown family',
      { worlds: { worlds: [{ settingsJson: '{"family":"flat"}' }], problems: 2 } },
      'spec.worlds.worlds[0].settings_json.family',
      /additive/,
    ],
    [
      'a world too large for its best path to be known',
      { worlds: { worlds: [{ settingsJson: '{"attributes":40}' }], problems: 2 } },
      'spec.worlds.worlds[0].settings_json',
      /regret is known only/,
    ],
    [
      'a stray world that is none',
      {
        transfer: {
          cases: [{ label: 'a', strayWorldJson: '{"seed":-1}' }],
          streams: 1,
          problems: 2,
          librarySearches: 1,
          checkpoints: [1],
        },
      },
      'spec.transfer.cases[0].stray_world_json.seed',
      /0\.\./,
    ],
  ])('refuses %s and names the field', async (_, wrong, field, says) => {
    const worlds = { ...SPEC.worlds, ...wrong.worlds };
    const spec = {
      ...SPEC,
      ...wrong,
      worlds: 'worlds' in wrong && wrong.worlds === undefined ? undefined : worlds,
    };
    await expect(begin(spec)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field, description: expect.stringMatching(says) }],
    });
  });

  it('knows what is not there', async () => {
    await expect(comparisons.getComparison({ name: 'comparisons/none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(comparisons.cancelComparison({ name: 'none' })).rejects.toMatchObject({
      violations: [{ field: 'name' }],
    });
  });
});

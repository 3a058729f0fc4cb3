import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase } from '@rookery/shared-database/testing';
import {
  PlannerServiceDefinition,
  PriorQuality,
  StopReason,
  type Path,
  type PlannerServiceClient,
  type PlanProgress,
} from '@rookery/shared-contracts';
import { isRookeryError } from '@rookery/shared-errors';
import { ServiceProcess } from '@rookery/shared-platform-processes';
import { startBackend, type BackendOptions } from '@rookery/shared-planner-backend/testing';
import { client, connect } from '@rookery/shared-transport';
import { setTimeout as wait } from 'node:timers/promises';

// A simulated problem takes no model, no judge and no gateway: none is there.
const opened = new AsyncDisposableStack();
/** Fails from the sixth `ask` of a search on. */
let asks = 0;
const FAILING: BackendOptions = {
  answer: ({ event }, honest) => {
    if (event?.$case === 'start') asks = 0;
    if (event?.$case === 'ask' && (asks += 1) >= 6) return Promise.reject(new Error('out of luck'));
    return honest === undefined ? [] : [honest];
  },
};
let planner: PlannerServiceClient;

beforeAll(async () => {
  const database = opened.adopt(await testDatabase(), (open) => open.close());
  const [honest, failing] = await Promise.all(
    [{}, FAILING].map(async (options) =>
      opened.adopt(await startBackend(options), (backend) => backend.close()),
    ),
  );
  const service = opened.adopt(
    await ServiceProcess.start('planner', {
      DATABASE_URL: database.connectionString,
      ROOKERY_GATEWAY_ADDRESS: '127.0.0.1:1',
      ROOKERY_JUDGE_ADDRESS: '127.0.0.1:1',
      ROOKERY_SEARCH_THREADS: '2',
      ROOKERY_PLANNER_BACKENDS: `walk=${honest?.address},failing=${failing?.address},gone=127.0.0.1:9`,
    }),
    (child) => child.stop(),
  );
  const channel = opened.adopt(connect(await service.address), (open) => open.close());
  planner = client(PlannerServiceDefinition, channel);
}, 120_000);
afterAll(() => opened.disposeAsync(), 60_000);

type Request = Parameters<PlannerServiceClient['plan']>[0];

const OPTIONS = { planner: 'raise-mcts', depth: 4, budget: 80, seed: 7 };
const REQUEST: Request = { world: { settingsJson: '', seed: 3 }, options: OPTIONS };
/** More than a fast machine does in a minute. */
const LONG: Request = {
  world: { settingsJson: '{"attributes": 60}', seed: 3 },
  options: { ...OPTIONS, planner: 'linear-thompson', depth: 40, budget: 1_000_000 },
};

async function plan(
  request: Request,
  call: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<{ progress: PlanProgress[]; path: Path }> {
  const progress: PlanProgress[] = [];
  for await (const { event } of planner.plan(request, call)) {
    if (event?.$case === 'path') return { progress, path: event.value };
    if (event?.$case === 'progress') progress.push(event.value);
  }
  throw new Error('the stream ended without a path');
}

/** Comes back when it is told to: before anything was measured, a burst of calls is more than the service takes. */
async function planPatiently(...call: Parameters<typeof plan>): ReturnType<typeof plan> {
  for (;;) {
    try {
      return await plan(...call);
    } catch (caught) {
      if (!isRookeryError(caught) || caught.code !== 'RESOURCE_EXHAUSTED') throw caught;
      await wait(caught.retryAfterMs);
    }
  }
}

async function refusal(request: Request): Promise<{ code: string; fields: string[] }> {
  const refused = await plan(request).then(
    () => undefined,
    (caught: { code: string; violations: { field: string }[] }) => caught,
  );
  return { code: refused?.code ?? 'OK', fields: refused?.violations.map(({ field }) => field) ?? [] };
}

describe('Plan on a simulated problem', () => {
  it('needs no model and gives a path that says it is simulated', async () => {
    const { path } = await plan(REQUEST);
    expect(path).toMatchObject({
      name: '',
      query: '',
      stopReason: StopReason.BUDGET,
      evaluations: 80,
      planner: 'raise-mcts',
      seed: 7,
      simulated: true,
      usage: undefined,
    });
    expect(path.steps).toHaveLength(4);
    for (const { value } of path.steps) expect(value === undefined || (value >= 1 && value <= 5)).toBe(true);
    expect(JSON.parse(path.parametersJson)).toMatchObject({ exploration: 0.5 });
  });

  it('finds the same path from the same problem and seed, however many are planned at once', async () => {
    const { path } = await plan(REQUEST);
    for (const same of await Promise.all(Array.from({ length: 40 }, () => planPatiently(REQUEST)))) {
      expect({ ...same.path, createTime: undefined }).toEqual({ ...path, createTime: undefined });
    }
    const misled = { settingsJson: '', seed: 3, prior: PriorQuality.MISLEADING };
    expect((await plan({ ...REQUEST, world: misled })).path.steps).not.toEqual(path.steps);
  });

  it('asks for nothing that is known or forbidden, in worlds of more attributes too', async () => {
    const { path } = await plan({
      world: { settingsJson: '{"attributes": 12}' },
      knownAttributes: ['age', 'attribute_11'],
      options: { ...OPTIONS, depth: 12, forbiddenAttributes: ['gender'] },
    });
    const asked = path.steps.map(({ attribute }) => attribute);
    expect(asked).toHaveLength(9);
    expect(asked).toContain('attribute_10');
    for (const taboo of ['age', 'attribute_11', 'gender']) expect(asked).not.toContain(taboo);
    expect(path.known).toEqual(['age', 'attribute_11']);
  });

  it.each(['one-at-a-time', 'walk'])('takes planners that are not of the core: %s', async (name) => {
    const request = { ...REQUEST, options: { ...OPTIONS, planner: name } };
    const { path } = await plan(request);
    expect(path).toMatchObject({
      stopReason: StopReason.BUDGET,
      evaluations: 80,
      planner: name,
      simulated: true,
      plannerFailure: '',
    });
    expect(path.steps).toHaveLength(4);
    const again = await plan(request);
    expect({ ...again.path, createTime: undefined }).toEqual({ ...path, createTime: undefined });
  });

  it('marks the path of a planner that fails on the way, and says when one cannot be used', async () => {
    const { path } = await plan({ ...REQUEST, options: { ...OPTIONS, planner: 'failing' } });
    expect(path.stopReason).toBe(StopReason.PLANNER_FAILED);
    expect(path.plannerFailure).toContain('planner failing failed: INTERNAL');
    expect(path.evaluations).toBeGreaterThan(0);
    expect(path.steps).toHaveLength(4);
    await expect(plan({ ...REQUEST, options: { ...OPTIONS, planner: 'gone' } })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'PLANNER_FAILED',
    });
  });

  it('reports on the way and sends the best path so far a moment before the deadline', async () => {
    // A twentieth of the deadline is kept for sending: long enough for a busy machine.
    const { progress, path } = await planPatiently(LONG, { timeoutMs: 20_000 });
    expect(path.stopReason).toBe(StopReason.DEADLINE);
    expect(path.steps).toHaveLength(40);
    expect(path.evaluations).toBeGreaterThan(0);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.every(({ budget }) => budget === 1_000_000)).toBe(true);
  });

  it('stops when the caller leaves, and goes on serving others', async () => {
    const caller = new AbortController();
    const left = (async () => {
      for await (const { event } of planner.plan(LONG, { signal: caller.signal })) {
        if (event?.$case === 'progress') caller.abort();
      }
    })();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await plan(REQUEST)).path.stopReason).toBe(StopReason.BUDGET);
  });

  it('names what is wrong', async () => {
    const wrong = (change: Request): Request => ({ ...REQUEST, ...change });
    const invalid = (...fields: string[]) => ({ code: 'INVALID_ARGUMENT', fields });
    expect(await refusal({ options: OPTIONS })).toEqual(invalid('query', 'profile'));
    expect(
      await refusal(
        wrong({ query: 'Q', library: 'libraries/l', options: { ...OPTIONS, answerModel: 'sim/gpt-4o' } }),
      ),
    ).toEqual(invalid('query', 'library', 'options.answer_model'));
    expect(await refusal(wrong({ world: { settingsJson: '{"weather": 1, "noise": 11}' } }))).toEqual(
      invalid('world.settings_json.noise', 'world.settings_json.weather'),
    );
    expect(await refusal(wrong({ world: { settingsJson: '[]' } }))).toEqual(invalid('world.settings_json'));
    expect(await refusal(wrong({ knownAttributes: ['attribute_10'] }))).toEqual(invalid('known_attributes'));
    expect(await refusal(wrong({ knownAttributes: ['iq'] }))).toEqual(invalid('known_attributes[0]'));
    expect(await refusal(wrong({ options: { ...OPTIONS, planner: 'clairvoyant' } }))).toEqual(
      invalid('options.planner'),
    );
    expect(await refusal({ query: 'Q', profile: { values: {} }, options: OPTIONS })).toEqual(
      invalid('options.answer_model'),
    );
  });
});

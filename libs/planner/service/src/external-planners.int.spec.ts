import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StopReason, type Path } from '@rookery/shared-contracts';
import {
  startBackend,
  type BackendOptions,
  type RunningBackend,
} from '@rookery/shared-planner-backend/testing';
import { PlannerPlatform, type RunningPlanner } from '@rookery/shared-platform-processes';

/** How each backend treats the sixth `ask`. */
const BACKENDS: Readonly<Record<string, BackendOptions>> = {
  honest: {},
  hanging: onSixthAsk(() => new Promise(() => undefined)),
  crashing: onSixthAsk(() => Promise.reject(new Error('out of luck'))),
  lying: onSixthAsk((sequence) => {
    const want = { $case: 'evaluate' as const, value: { attributes: ['gender'] } };
    return Promise.resolve([
      { inReplyTo: sequence, event: { $case: 'questions', value: { questions: [{ id: 900, want }] } } },
    ]);
  }),
  modern: { describe: { protocolVersion: 2 } },
};

let platform: PlannerPlatform;
let running: RunningPlanner;
const backends = new Map<string, RunningBackend>();

beforeAll(async () => {
  for (const [name, options] of Object.entries(BACKENDS)) backends.set(name, await startBackend(options));
  const addresses = [...backends].map(([name, { address }]) => `${name}=${address}`);
  platform = await PlannerPlatform.start(5);
  running = await platform.startPlanner({
    ROOKERY_PLANNER_BACKENDS: [...addresses, 'gone=127.0.0.1:9'].join(','),
    ROOKERY_PLANNER_PATIENCE_MS: '1500',
  });
}, 120_000);

afterAll(async () => {
  await platform.close();
  for (const backend of backends.values()) await backend.close();
}, 60_000);

const PROFILE = { age: '55+', gender: 'Female', health_status: 'Poor', emotional_state: 'Despair' };

async function plan(planner: string, options: object = {}): Promise<Path> {
  const request = {
    requestId: '',
    query: 'How can I sleep?',
    profile: { values: PROFILE },
    library: '',
    options: {
      planner,
      answerModel: 'sim/gpt-4o',
      judgeModel: 'sim/gpt-4o',
      depth: 2,
      budget: 12,
      concurrency: 2,
      forbiddenAttributes: ['gender'],
      ...options,
    },
  };
  for await (const { event } of running.planner.plan(request)) {
    if (event?.$case === 'path') return event.value;
  }
  throw new Error('the stream ended without a path');
}

describe('external planners', () => {
  it('plan like others', async () => {
    expect(await plan('honest')).toMatchObject({
      planner: 'honest',
      parametersJson: '{"pace":2,"mood":"calm"}',
      plannerFailure: '',
    });
    const distinct = await plan('honest', { distinctSubsets: true });
    expect(distinct.stopReason).toBe(StopReason.CONVERGED);
  });

  it.each([
    ['hanging', 'planner hanging did not answer (ask) within 1500 ms'],
    ['crashing', 'planner crashing failed: INTERNAL'],
    ['lying', 'planner lying asked question 900 about a forbidden attribute'],
  ])('that go wrong are stopped, and the best path so far is marked: %s', async (name, failure) => {
    const path = await plan(name);
    expect(path.stopReason).toBe(StopReason.PLANNER_FAILED);
    expect(path.plannerFailure).toContain(failure);
    expect(path.evaluations).toBeGreaterThan(0);
    expect(path.steps).toHaveLength(2);
    for (const { attribute } of path.steps) {
      expect(['age', 'health_status', 'emotional_state']).toContain(attribute);
    }
  });

  it('that cannot be used harm only who names them', async () => {
    await expect(plan('gone')).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'PLANNER_FAILED' });
    await expect(plan('modern')).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('speaks version 2'),
    });
    await expect(plan('raise-mcts', { distinctSubsets: true })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'options.distinct_subsets' }],
    });
    const { planners } = await running.planner.listPlanners({});
    const names = planners.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['honest', 'lying', 'one-at-a-time', 'raise-mcts']));
    const unusable = planners.filter((one) => one.unusable !== '');
    expect(unusable).toMatchObject([
      {
        name: 'gone',
        external: true,
        unusable: expect.stringMatching(/^planner gone cannot be used: UNAVAILABLE/),
      },
      { name: 'modern', external: true, unusable: expect.stringContaining('speaks version 2') },
    ]);
    expect(planners.find(({ name }) => name === 'honest')).toMatchObject({
      external: true,
      capabilities: { maxAttributes: 64, maxDepth: 64, distinctSubsets: true },
      parameters: [
        { name: 'pace', type: { $case: 'integer', value: { min: 1, max: 10, defaultValue: 2 } } },
        {
          name: 'mood',
          type: { $case: 'choice', value: { options: ['calm', 'bold'], defaultValue: 'calm' } },
        },
      ],
    });
  });

  it('in TypeScript run beside them', async () => {
    const path = await plan('one-at-a-time', { parametersJson: '{"rounds": 2}' });
    expect(path).toMatchObject({ stopReason: StopReason.CONVERGED, evaluations: 6 });
    expect(path.steps[0]?.visits).toBe(2);
    await expect(plan('one-at-a-time', { parametersJson: '{"rounds": 0}' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'options.parameters_json.rounds', description: '0 is not in 1..1000' }],
    });
  });
});

type Answers = ReturnType<NonNullable<BackendOptions['answer']>>;

function onSixthAsk(act: (sequence: number) => Answers): BackendOptions {
  let asks = 0;
  return {
    answer: ({ sequence, event }, honest) => {
      if (event?.$case === 'start') asks = 0;
      if (event?.$case === 'ask' && (asks += 1) >= 6) return act(sequence);
      return honest === undefined ? [] : [honest];
    },
  };
}

import { describe, expect, it } from '@jest/globals';
import type { Target } from '@rookery/gateway-forwarder';
import { WorkerChoice } from '@rookery/gateway-workers';
import {
  AgentServiceDefinition,
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
  ProcessServiceDefinition,
  UsageServiceDefinition,
  WorkerServiceDefinition,
} from '@rookery/shared-contracts';
import { CALLER_KEY, JOB_KEY, PEER_KEY, ROLE_KEY, SECRET_KEY, SESSIONS_KEY } from '@rookery/shared-runtime';
import { gatewayRouter } from './routes.ts';
import { apiKeys } from './testing/key-sources.ts';

const MEMBERS = [
  { name: 'planner', services: [AgentServiceDefinition.fullName, PlannerServiceDefinition.fullName] },
  { name: 'judge', services: [JudgeServiceDefinition.fullName] },
];
const APPLICATION = 'key-of-a-team';
const OPERATOR = 'key-of-an-operator';
const SECRET = 'a-secret-that-the-processes-of-it-share';
const HEALTH_ANSWER = { mostBytes: 1, withinMs: 1, answer: () => undefined };

const registry = {
  workers: () => [
    {
      id: 'w',
      address: 'h:2',
      models: [{ id: 'm', simulated: true, capabilities: [], world: '', placements: [] }],
      capacity: 1,
      inFlight: 0,
      silentServers: [],
      refusedModels: [],
    },
  ],
};

/** Where a call goes, with both kinds of keys known, or none, and this key given. */
function routed(
  path: string,
  { key, open = false, secret }: { key?: string; open?: boolean; secret?: string } = {},
): Target {
  const route = gatewayRouter({
    members: MEMBERS.map((member) => ({ ...member, address: 'h:1' })),
    ownAddress: 'h:0',
    keys: apiKeys(
      open ? { secret: SECRET } : { applications: [APPLICATION, 'another-key'], operators: [OPERATOR] },
    ),
    secret: SECRET,
    workers: new WorkerChoice(registry),
    health: { target: () => HEALTH_ANSWER },
    unaryTimeoutMs: 1000,
  });
  const [, service = '', method = ''] = path.split('/');
  const headers = new Map(
    Object.entries({
      'rookery-model': 'm',
      ...(key && { 'x-api-key': key }),
      ...(secret && { [SECRET_KEY]: secret }),
    }),
  );
  const header = (name: string) => headers.get(name);
  const from = { connection: {}, address: () => '192.0.2.1' };
  return route({ ...from, path, service, method, requestId: 'r', timeoutMs: undefined, header }) as Target;
}

/** What a service is told of the caller. */
function told(target: Target): { caller: string | undefined; role: string | undefined } {
  const pairs = target.added ?? [];
  const after = (name: string) => pairs[pairs.indexOf(name) + 1];
  return { caller: after(CALLER_KEY), role: after(ROLE_KEY) };
}

const OPEN_TO_APPLICATIONS = [
  `/${AgentServiceDefinition.fullName}/Converse`,
  `/${PlannerServiceDefinition.fullName}/Plan`,
  `/${JudgeServiceDefinition.fullName}/Judge`,
  `/${InferenceServiceDefinition.fullName}/Generate`,
  `/${InferenceServiceDefinition.fullName}/ListModels`,
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
];
const FOR_OPERATORS = [WorkerServiceDefinition, ProcessServiceDefinition].flatMap(({ fullName, methods }) =>
  Object.values(methods).map(({ name }) => `/${fullName}/${name}`),
);

describe('every service', () => {
  it.each(OPEN_TO_APPLICATIONS)(
    'is told who calls %s, in headers that callers cannot set themselves',
    (path) => {
      const [one, same, other, operator] = [APPLICATION, APPLICATION, 'another-key', OPERATOR].map((key) =>
        routed(path, { key }),
      );
      if (!one || !same || !other || !operator) throw new Error('not routed');
      expect(told(one)).toEqual({ caller: expect.stringMatching(/^[0-9a-f]{16}$/), role: 'application' });
      expect(told(same)).toEqual(told(one));
      expect(told(other).caller).not.toBe(told(one).caller);
      expect(told(operator).role).toBe('operator');
      for (const name of [
        CALLER_KEY,
        ROLE_KEY,
        JOB_KEY,
        SESSIONS_KEY,
        SECRET_KEY,
        PEER_KEY,
        'x-api-key',
        'authorization',
      ]) {
        expect(one.withheld).toContain(name);
      }
    },
  );

  it('is told that everybody is an operator without a name where no keys are needed', () => {
    const target = routed(`/${PlannerServiceDefinition.fullName}/Plan`, { open: true });
    expect(told(target)).toEqual({ caller: '', role: 'operator' });
    expect([...(target.withheld ?? [])]).toEqual([
      CALLER_KEY,
      ROLE_KEY,
      JOB_KEY,
      SESSIONS_KEY,
      SECRET_KEY,
      PEER_KEY,
    ]);
  });

  it('is shown that the call came through the gateway', () => {
    const { added = [] } = routed(`/${PlannerServiceDefinition.fullName}/Plan`, { key: APPLICATION });
    expect(added[added.indexOf(SECRET_KEY) + 1]).toBe(SECRET);
  });

  it('is not asked for a list of sessions by somebody without a key, where no keys are needed', () => {
    const path = `/${AgentServiceDefinition.fullName}/ListSessions`;
    expect(() => routed(path, { open: true })).toThrow(
      expect.objectContaining({ code: 'PERMISSION_DENIED' }),
    );
    expect(told(routed(path, { open: true, secret: SECRET })).role).toBe('operator');
    expect(told(routed(path, { key: APPLICATION })).role).toBe('application');
  });

  it('is not sent workers by somebody without a key, where no keys are needed', () => {
    const path = `/${WorkerServiceDefinition.fullName}/RegisterWorker`;
    expect(() => routed(path, { open: true })).toThrow(
      expect.objectContaining({ code: 'PERMISSION_DENIED', reason: 'OPERATOR_KEY_NEEDED' }),
    );
  });

  it('is not asked for health, which is answered without a key and without it', () => {
    expect(routed('/grpc.health.v1.Health/Check')).toBe(HEALTH_ANSWER);
  });

  it('has time for calls that answer once, and one message kept at a time of those that send one', () => {
    const once = { timeoutMs: 1000, oneMessage: true };
    const models = `/${InferenceServiceDefinition.fullName}/ListModels`;
    expect(routed(models, { key: APPLICATION })).toMatchObject(once);
    const talk = routed(`/${AgentServiceDefinition.fullName}/Converse`, { key: APPLICATION });
    expect(talk).toMatchObject({ oneMessage: false });
    expect(talk.timeoutMs).toBeUndefined();
  });

  it('is asked for its accounts at any worker, by every key', () => {
    const usage = `/${UsageServiceDefinition.fullName}/SummarizeUsage`;
    expect(routed(usage, { key: APPLICATION }).address).toBe('h:2');
    expect(routed(usage, { open: true }).service).toBe('inference worker w');
  });

  it("keeps the platform's own calls off the connections and out of the counts of others", () => {
    const known = { open: true, secret: SECRET };
    const lease = routed(`/${WorkerServiceDefinition.fullName}/RenewWorker`, known);
    const models = routed(`/${InferenceServiceDefinition.fullName}/ListModels`, known);
    expect(lease.address).toBe(models.address);
    expect(lease.lane).not.toBe(models.lane);
    expect(lease.caller).not.toBe(models.caller);
  });
});

describe('what is for operators', () => {
  it('is the list of workers and the readings of processes', () => {
    expect(FOR_OPERATORS).toHaveLength(5);
  });

  it.each(FOR_OPERATORS)('%s is refused to an application', (path) => {
    expect(() => routed(path, { key: APPLICATION })).toThrow(
      expect.objectContaining({ code: 'PERMISSION_DENIED', reason: 'OPERATOR_KEY_NEEDED' }),
    );
    expect(routed(path, { key: OPERATOR }).address).toBe('h:0');
    expect(routed(path, { open: true, secret: SECRET }).address).toBe('h:0');
  });
});

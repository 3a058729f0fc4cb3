import { afterAll, describe, expect, it } from '@jest/globals';
import type { Target } from '@rookery/gateway-forwarder';
import { WorkerChoice, WorkerRegistry } from '@rookery/gateway-workers';
import {
  AgentServiceDefinition,
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
  ProcessServiceDefinition,
  WorkerServiceDefinition,
} from '@rookery/shared-contracts';
import { CALLER_KEY, ROLE_KEY } from '@rookery/shared-runtime';
import { ApiKeys } from './access/api-keys.ts';
import { gatewayRouter } from './routes.ts';

const MEMBERS = [
  { name: 'planner', services: [AgentServiceDefinition.fullName, PlannerServiceDefinition.fullName] },
  { name: 'judge', services: [JudgeServiceDefinition.fullName] },
];
const APPLICATION = 'key-of-a-team';
const OPERATOR = 'key-of-an-operator';

const registry = new WorkerRegistry(60_000);
registry.register({
  id: 'w',
  address: 'h:2',
  models: [{ id: 'm', simulated: true, capabilities: [] }],
  capacity: 1,
  inFlight: 0,
  silentServers: [],
});
afterAll(() => registry.close());

/** Where a call goes, with both kinds of keys known, or none, and this key given. */
function routed(path: string, { key, open = false }: { key?: string; open?: boolean } = {}): Target {
  const route = gatewayRouter({
    members: MEMBERS.map((member) => ({ ...member, address: 'h:1' })),
    ownAddress: 'h:0',
    keys: new ApiKeys(
      open
        ? { applications: [], operators: [] }
        : { applications: [APPLICATION, 'another-key'], operators: [OPERATOR] },
    ),
    workers: new WorkerChoice(registry),
  });
  const [, service = '', method = ''] = path.split('/');
  const headers = new Map(Object.entries({ 'rookery-model': 'm', ...(key && { 'x-api-key': key }) }));
  const header = (name: string) => headers.get(name);
  return route({ path, service, method, requestId: 'r', timeoutMs: undefined, header }) as Target;
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
      for (const name of [CALLER_KEY, ROLE_KEY, 'x-api-key', 'authorization']) {
        expect(one.withheld).toContain(name);
      }
    },
  );

  it('is told that everybody is an operator without a name where no keys are needed', () => {
    const target = routed(`/${PlannerServiceDefinition.fullName}/Plan`, { open: true });
    expect(told(target)).toEqual({ caller: '', role: 'operator' });
    expect([...(target.withheld ?? [])]).toEqual([CALLER_KEY, ROLE_KEY]);
  });

  it('is not told that a probe is an operator', () => {
    expect(told(routed('/grpc.health.v1.Health/Check'))).toEqual({ caller: '', role: 'application' });
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
    expect(routed(path, { open: true }).address).toBe('h:0');
  });
});

import { describe, expect, it } from '@jest/globals';
import { ApiKeys, CALLER_HEADER } from '@rookery/gateway-access';
import type { Target } from '@rookery/gateway-forwarder';
import { WorkerChoice, WorkerRegistry } from '@rookery/gateway-workers';
import { AgentServiceDefinition, PlannerServiceDefinition } from '@rookery/shared-contracts';
import { gatewayRouter } from './routes.ts';

const AGENT = AgentServiceDefinition.fullName;
const PLANNER = PlannerServiceDefinition.fullName;

/** Where a call of a service goes, with these keys known and this key given. */
function routed(keys: readonly string[], service: string, key?: string): Target {
  const route = gatewayRouter({
    members: [{ name: 'planner', address: 'h:1', services: [AGENT, PLANNER] }],
    ownAddress: 'h:0',
    keys: new ApiKeys(keys),
    workers: new WorkerChoice(new WorkerRegistry(1000)),
  });
  const header = (name: string) => (name === 'x-api-key' ? key : undefined);
  const head = { path: `/${service}/M`, service, method: 'M', requestId: 'r', timeoutMs: undefined, header };
  return route(head) as Target;
}

describe('the agent service', () => {
  it('is told who calls, in a header that callers can not set themselves', () => {
    const [one, same, other] = ['k1', 'k1', 'k2'].map((key) => routed(['k1', 'k2'], AGENT, key));
    expect(one?.added).toEqual([CALLER_HEADER, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(same?.added).toEqual(one?.added);
    expect(other?.added).not.toEqual(one?.added);
    expect(one?.withheld?.has(CALLER_HEADER)).toBe(true);
  });

  it('is told that callers have no names where no keys are needed', () => {
    const target = routed([], AGENT);
    expect(target.added).toEqual([CALLER_HEADER, '']);
    expect(target.withheld?.has(CALLER_HEADER)).toBe(true);
  });

  it('alone is told', () => {
    expect(routed(['k1'], PLANNER, 'k1').added).toBeUndefined();
    expect(routed(['k1'], PLANNER, 'k1').withheld?.has(CALLER_HEADER)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { gatewayConfig } from './config.ts';
import { methodShape } from './method-shapes.ts';
import { platformMembers } from './platform.ts';
import * as contracts from '@rookery/shared-contracts';

describe('shapes of methods', () => {
  it('are known of every method of every service behind the gateway', () => {
    const services = platformMembers(gatewayConfig.parse({})).flatMap((member) => member.services);
    expect(services.length).toBeGreaterThan(8);
    for (const service of services) {
      const definition = Object.values<unknown>(contracts).find(
        (one): one is { fullName: string; methods: Record<string, { name: string }> } =>
          (one as { fullName?: unknown }).fullName === service,
      );
      for (const { name } of Object.values(definition?.methods ?? {})) {
        expect([service, name, methodShape(`/${service}/${name}`)]).toEqual([
          service,
          name,
          expect.objectContaining({ requestStream: expect.any(Boolean) }),
        ]);
      }
    }
    expect(methodShape('/rookery.benchmark.v1.RunService/WatchRun')).toMatchObject({
      requestStream: false,
      responseStream: true,
    });
    expect(methodShape('/rookery.benchmark.v1.RunService/Nothing')).toBeUndefined();
  });
});

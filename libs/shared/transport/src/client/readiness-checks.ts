import type { Channel } from 'nice-grpc';
import { RookeryError } from '@rookery/shared-errors';
import { HealthDefinition, SERVING } from './health-protocol.ts';
import type { ReadinessCheck } from './readiness-check.ts';
import { client } from './client.ts';

/** The service of that full name ("" for all of its process), behind this channel, says SERVING. */
export function servingCheck(channel: Channel, service: string): ReadinessCheck {
  const health = client(HealthDefinition, channel);
  const name = service === '' ? channel.getTarget() : service;
  return {
    name,
    check: async (signal) => {
      const { status } = await health.check({ service }, { signal });
      if (Number(status) !== SERVING) throw new RookeryError('UNAVAILABLE', `${name} is not serving yet`);
    },
  };
}

/** Something answers gRPC behind this channel, ready or not. */
export function reachableCheck(channel: Channel): ReadinessCheck {
  const health = client(HealthDefinition, channel);
  return {
    name: channel.getTarget(),
    check: async (signal) => {
      await health.check({ service: '' }, { signal });
    },
  };
}

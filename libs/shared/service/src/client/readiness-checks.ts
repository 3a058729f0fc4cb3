import type { Channel } from 'nice-grpc';
import { RookeryError } from '@rookery/shared-errors';
import { HealthDefinition, SERVING } from '../server/health.ts';
import { client } from './client.ts';

/** A readiness check: the service of that full name, behind this channel, says SERVING. */
export function servingCheck(channel: Channel, service: string): (signal: AbortSignal) => Promise<void> {
  const health = client(HealthDefinition, channel);
  return async (signal) => {
    const { status } = await health.check({ service }, { signal });
    if (Number(status) !== SERVING) throw new RookeryError('UNAVAILABLE', `${service} is not serving yet`);
  };
}

/** A readiness check: something answers gRPC behind this channel, ready or not. */
export function reachableCheck(channel: Channel): (signal: AbortSignal) => Promise<void> {
  const health = client(HealthDefinition, channel);
  return async (signal) => {
    await health.check({ service: '' }, { signal });
  };
}

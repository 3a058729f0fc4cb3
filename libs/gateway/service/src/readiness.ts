import type { WorkerRegistry } from '@rookery/gateway-workers';
import { RookeryError } from '@rookery/shared-errors';
import { servingCheck, type ReadinessCheck } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';
import { INFERENCE, type PlatformMember } from './platform.ts';

/** What has to hold for the whole platform to be SERVING; each check speaks for the service that it asks. */
export function platformReadiness(
  members: readonly (PlatformMember & { readonly channel: Channel })[],
  registry: WorkerRegistry,
): ReadinessCheck[] {
  const checks = members.flatMap(({ channel, services }) =>
    services.map((service): ReadinessCheck => ({ ...servingCheck(channel, service), service })),
  );
  return [
    ...checks,
    {
      name: 'inference worker',
      service: INFERENCE,
      check: () => {
        const workers = registry.workers();
        if (workers.some(({ models }) => models.length > 0)) return Promise.resolve();
        return Promise.reject(
          new RookeryError(
            'UNAVAILABLE',
            workers.length === 0 ? 'no inference worker is registered' : 'no inference worker has a model',
          ),
        );
      },
    },
  ];
}

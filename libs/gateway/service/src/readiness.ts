import type { WorkerRegistry } from '@rookery/gateway-workers';
import { WorkerServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { servingCheck, type ReadinessCheck } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';
import { INFERENCE, USAGE, type PlatformMember } from './platform.ts';

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
    // Of nobody else: with the database away workers still answer, by the list as it was.
    {
      name: 'list of workers',
      service: WorkerServiceDefinition.fullName,
      check: () => registry.check(),
    },
    {
      name: 'accounts of workers',
      service: USAGE,
      check: () =>
        registry.workers().length > 0
          ? Promise.resolve()
          : Promise.reject(new RookeryError('UNAVAILABLE', 'no inference worker is registered')),
    },
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

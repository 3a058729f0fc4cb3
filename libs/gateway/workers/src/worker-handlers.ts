import type { WorkerServiceDefinition } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';
import type { ServiceImplementation } from 'nice-grpc';
import type { WorkerRegistry } from './worker-registry.ts';

/** WorkerService over a registry. */
export function workerHandlers(
  registry: WorkerRegistry,
): ServiceImplementation<typeof WorkerServiceDefinition> {
  const lease = { seconds: Math.floor(registry.leaseMs / 1000), nanos: (registry.leaseMs % 1000) * 1e6 };
  return {
    registerWorker: async ({ worker }) => {
      // The contract says so too; the type does not know.
      if (worker === undefined) throw invalidArgument('worker', 'is not set');
      await registry.register(worker);
      return { lease };
    },
    renewWorker: async ({ workerId, ...load }) => {
      await registry.renew(workerId, load);
      return { lease };
    },
    removeWorker: async ({ workerId }) => {
      await registry.remove(workerId);
      return {};
    },
    async *watchWorkers() {
      const call = callContext();
      // A watch has no end of its own: it must not hold up the gateway's stop.
      call.endOnStop();
      for await (const workers of registry.watch(call.signal)) yield { workers: [...workers] };
    },
  };
}

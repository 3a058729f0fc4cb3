import type { WorkerRegistry } from '@rookery/gateway-workers';
import { InferenceServiceDefinition } from '@rookery/shared-contracts';
import { offeredModels } from '@rookery/shared-routing';
import type { ServiceImplementation } from 'nice-grpc';

/** The part of InferenceService that the gateway answers itself. */
export const ModelListDefinition = {
  name: InferenceServiceDefinition.name,
  fullName: InferenceServiceDefinition.fullName,
  methods: { listModels: InferenceServiceDefinition.methods.listModels },
} as const;

/** ListModels over all registered workers. */
export function modelListHandlers(
  registry: WorkerRegistry,
): ServiceImplementation<typeof ModelListDefinition> {
  return {
    listModels: () => {
      const workers = registry.workers();
      const silentServers = workers.flatMap((worker) => worker.silentServers);
      const refusedModels = workers.flatMap((worker) => worker.refusedModels);
      return Promise.resolve({ models: offeredModels(workers), silentServers, refusedModels });
    },
  };
}

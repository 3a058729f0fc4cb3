import { whenAborted } from '@rookery/shared-concurrency';
import {
  type RegisterWorkerRequest,
  type RegisterWorkerResponse,
  type RemoveWorkerRequest,
  type RemoveWorkerResponse,
  type RenewWorkerRequest,
  type RenewWorkerResponse,
  type WatchWorkersResponse,
  type Worker,
  WorkerServiceDefinition,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { callContext, createLog } from '@rookery/shared-runtime';
import { type RunningService, startService } from '@rookery/shared-server';

/** WorkerService on a socket, without a gateway around it: for tests of those who register or watch. */
export interface WorkerRegistry extends RunningService {
  workers(): readonly Worker[];
  /** Puts workers into the list as if they had registered. */
  list(...workers: readonly Worker[]): void;
  /** Forgets everybody, as a gateway does that was started anew. */
  forget(): void;
}

export async function startWorkerRegistry({ port = 0, leaseMs = 300 } = {}): Promise<WorkerRegistry> {
  const byId = new Map<string, Worker>();
  let changed = Promise.withResolvers<void>();
  const lease = { seconds: 0, nanos: leaseMs * 1e6 };
  const sorted = (): Worker[] => [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const tell = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const implementation = {
    registerWorker({ worker }: RegisterWorkerRequest): Promise<RegisterWorkerResponse> {
      if (worker !== undefined) byId.set(worker.id, worker);
      tell();
      return Promise.resolve({ lease });
    },
    renewWorker({ workerId, inFlight, callsPerSecond }: RenewWorkerRequest): Promise<RenewWorkerResponse> {
      const worker = byId.get(workerId);
      if (worker === undefined) {
        return Promise.reject(new RookeryError('NOT_FOUND', 'worker_id: not registered'));
      }
      byId.set(workerId, { ...worker, inFlight, callsPerSecond });
      tell();
      return Promise.resolve({ lease });
    },
    removeWorker({ workerId }: RemoveWorkerRequest): Promise<RemoveWorkerResponse> {
      byId.delete(workerId);
      tell();
      return Promise.resolve({});
    },
    async *watchWorkers(): AsyncGenerator<WatchWorkersResponse, void> {
      const context = callContext();
      const { signal } = context;
      context.endOnStop();
      const stopped = whenAborted(signal);
      while (!signal.aborted) {
        const next = changed.promise;
        yield { workers: sorted() };
        await Promise.race([next, stopped]);
      }
    },
  };
  const service = await startService({
    name: 'worker-registry',
    host: '127.0.0.1',
    port,
    log: createLog('worker-registry', 'silent'),
    services: [{ definition: WorkerServiceDefinition, implementation }],
    graceMs: 200,
  });
  return {
    ...service,
    workers: sorted,
    list: (...workers) => {
      for (const worker of workers) byId.set(worker.id, worker);
      tell();
    },
    forget: () => {
      byId.clear();
      tell();
    },
  };
}

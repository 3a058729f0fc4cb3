import {
  type ProcessReading,
  type ReadProcessesResponse,
  ProcessServiceDefinition,
} from '@rookery/shared-contracts';
import type { ProcessMeter } from '@rookery/shared-process-load';
import { VERSION } from '@rookery/shared-runtime';
import type { ServiceImplementation } from 'nice-grpc';
import type { Health } from './health.ts';

export { ProcessServiceDefinition };

/** What a process answers when it is asked who is how busy, given its own reading. */
export type ReadProcesses = (own: ProcessReading) => Promise<ReadProcessesResponse>;

const alone: ReadProcesses = (own) => Promise.resolve({ processes: [own], silent: [] });

/** ProcessService of a process that goes by `name`. */
export function processHandlers(
  name: string,
  meter: ProcessMeter,
  health: Pick<Health, 'waitingFor'>,
  read: ReadProcesses = alone,
): ServiceImplementation<typeof ProcessServiceDefinition> {
  return {
    readProcesses: () => {
      const { eventLoopDelays, ...counters } = meter.read();
      return read({
        name,
        ...counters,
        eventLoopDelays: [...eventLoopDelays],
        version: VERSION,
        clock: new Date(),
        waitingFor: [...health.waitingFor],
      });
    },
  };
}

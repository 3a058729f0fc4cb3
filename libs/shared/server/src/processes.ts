import {
  type ProcessReading,
  type ReadProcessesResponse,
  ProcessServiceDefinition,
} from '@rookery/shared-contracts';
import type { ProcessMeter } from '@rookery/shared-process-load';
import type { ServiceImplementation } from 'nice-grpc';

export { ProcessServiceDefinition };

/** What a process answers when it is asked who is how busy, given its own reading. */
export type ReadProcesses = (own: ProcessReading) => Promise<ReadProcessesResponse>;

const alone: ReadProcesses = (own) => Promise.resolve({ processes: [own], silent: [] });

/** ProcessService of a process that goes by `name`. */
export function processHandlers(
  name: string,
  meter: ProcessMeter,
  read: ReadProcesses = alone,
): ServiceImplementation<typeof ProcessServiceDefinition> {
  return {
    readProcesses: () => {
      const { eventLoopDelays, ...counters } = meter.read();
      return read({ name, ...counters, eventLoopDelays: [...eventLoopDelays] });
    },
  };
}

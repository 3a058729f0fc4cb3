import type { ProcessReadings } from '@rookery/cli-load';
import {
  ProcessServiceDefinition,
  ReadProcessesRequest,
  ReadProcessesResponse,
} from '@rookery/shared-contracts';
import { Connections, type Endpoint } from './connections.ts';

const { readProcesses } = ProcessServiceDefinition.methods;
const PATH = `/${ProcessServiceDefinition.fullName}/${readProcesses.name}`;

/** Reads how busy the processes behind an address are, on a connection of its own: the load's own calls are not in its way. */
export class ProcessReader {
  readonly #connections: Connections;

  constructor(endpoint: Endpoint) {
    this.#connections = new Connections({ ...endpoint, connections: 1 });
  }

  /** Rejects, with the status, when the address does not offer it or does not answer before the signal aborts. */
  read(signal: AbortSignal): Promise<ProcessReadings> {
    return new Promise((resolve, reject) => {
      const call = this.#connections.next().makeUnaryRequest(
        PATH,
        () => Buffer.from(ReadProcessesRequest.encode({}).finish()),
        (bytes: Buffer) => ReadProcessesResponse.decode(bytes),
        {},
        this.#connections.metadata(),
        {},
        (error, response) => {
          if (error !== null) reject(error);
          else resolve(response ?? { processes: [], silent: [] });
        },
      );
      signal.addEventListener('abort', () => call.cancel(), { once: true });
    });
  }

  close(): void {
    this.#connections.close();
  }
}

import type { ProcessReadings } from '@rookery/cli-load';
import {
  ProcessServiceDefinition,
  ReadProcessesRequest,
  ReadProcessesResponse,
} from '@rookery/shared-contracts';
import { onAbort } from '@rookery/shared-concurrency';
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
  async read(signal: AbortSignal): Promise<ProcessReadings> {
    const answered = Promise.withResolvers<ProcessReadings>();
    const call = this.#connections.next().makeUnaryRequest(
      PATH,
      () => Buffer.from(ReadProcessesRequest.encode({}).finish()),
      (bytes: Buffer) => ReadProcessesResponse.decode(bytes),
      {},
      this.#connections.metadata(),
      {},
      (error, response) => {
        if (error !== null) answered.reject(error);
        else answered.resolve(response ?? { processes: [], silent: [] });
      },
    );
    using _ = onAbort(signal, () => call.cancel());
    return await answered.promise;
  }

  close(): void {
    this.#connections.close();
  }
}

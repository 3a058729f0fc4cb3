import type { WorkerRegistry } from '@rookery/gateway-workers';
import {
  ProcessServiceDefinition,
  type ProcessReading,
  type ReadProcessesResponse,
} from '@rookery/shared-contracts';
import { client, connect } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';

/** A reading that takes longer says that the process is too busy, and would hold up those of all the others. */
const LONGEST_READING_MS = 1_000;

interface Behind {
  readonly name: string;
  readonly channel: Channel;
}

/** How busy the processes behind the gateway are: the services, and the workers that are registered. */
export class PlatformProcesses {
  readonly #members: readonly Behind[];
  readonly #registry: WorkerRegistry;
  readonly #workerChannels = new Map<string, Channel>();

  readonly #secret: string | undefined;

  /**
   * @param members the services, also those to which no calls are routed
   * @param secret of the platform, by which workers know that it asks
   */
  constructor(members: readonly Behind[], registry: WorkerRegistry, secret: string | undefined) {
    this.#secret = secret;
    this.#members = members;
    this.#registry = registry;
  }

  /** @param own the gateway's own reading */
  async read(own: ProcessReading): Promise<ReadProcessesResponse> {
    const behind = [...this.#members, ...this.#workers()];
    const answers = await Promise.all(behind.map(readingsOf));
    return {
      processes: [own, ...answers.flatMap((readings) => readings ?? [])],
      silent: behind.filter((_, index) => answers[index] === undefined).map(({ name }) => name),
    };
  }

  close(): void {
    for (const channel of this.#workerChannels.values()) channel.close();
    this.#workerChannels.clear();
  }

  #workers(): Behind[] {
    const workers = this.#registry.workers();
    const addresses = new Set(workers.map(({ address }) => address));
    for (const [address, channel] of this.#workerChannels) {
      if (addresses.has(address)) continue;
      channel.close();
      this.#workerChannels.delete(address);
    }
    return workers.map(({ id, address }) => {
      const channel = this.#workerChannels.get(address) ?? connect(address, { secret: this.#secret });
      this.#workerChannels.set(address, channel);
      return { name: `inference worker ${id}`, channel };
    });
  }
}

/** Undefined when there is none: the process is away or too busy, or it does not offer this. */
async function readingsOf({ name, channel }: Behind): Promise<ProcessReading[] | undefined> {
  try {
    const { processes } = await client(ProcessServiceDefinition, channel).readProcesses(
      {},
      { timeoutMs: LONGEST_READING_MS },
    );
    return processes.map((reading) => ({ ...reading, name }));
  } catch {
    return undefined;
  }
}

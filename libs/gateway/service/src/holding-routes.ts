import type { WorkerChoice } from '@rookery/gateway-workers';
import {
  HoldingProcess,
  HoldingServiceDefinition,
  type HoldingServiceClient,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { Holding } from '@rookery/shared-holding';
import { client, connect } from '@rookery/shared-transport';
import type { Channel, ServiceImplementation } from 'nice-grpc';

export interface HoldingRoutesParts {
  /** What the gateway holds itself. */
  readonly own: Holding;
  /** Processes behind it, by name. */
  readonly channels: ReadonlyMap<string, Channel>;
  readonly workers: Pick<WorkerChoice, 'any'>;
  readonly secret: string | undefined;
}

/** Said where the chat service is not known here: what it keeps of a session goes by itself once the session is gone. */
const NOT_KNOWN =
  'the gateway knows no chat service (ROOKERY_CHAT_ADDRESS); one that runs erases what belonged to sessions by itself';

const NAMES: Readonly<Partial<Record<HoldingProcess, string>>> = {
  [HoldingProcess.PLANNER]: 'planner',
  [HoldingProcess.JUDGE]: 'judge',
  [HoldingProcess.CHAT]: 'chat',
};

/** HoldingService of the gateway: of itself, and of whoever is behind it, so that one process can ask them all. */
export function holdingRoutes(
  parts: HoldingRoutesParts,
): ServiceImplementation<typeof HoldingServiceDefinition> {
  const { own, channels, workers, secret } = parts;
  const nowhere = { places: [{ place: 'chat', rows: 0, note: NOT_KNOWN }] };
  const isMissing = (process: HoldingProcess): boolean =>
    process === HoldingProcess.CHAT && !channels.has('chat');
  const isOwn = (process: HoldingProcess): boolean =>
    process === HoldingProcess.UNSPECIFIED || process === HoldingProcess.GATEWAY;

  /** A client of whoever is meant; `close` when the call has ended. */
  function farClient(process: HoldingProcess): { far: HoldingServiceClient; close: () => void } {
    if (process === HoldingProcess.INFERENCE) {
      // Workers keep their records in one place: any of them will do.
      const { worker, done } = workers.any();
      const channel = connect(worker.address, { secret });
      const close = (): void => {
        channel.close();
        done();
      };
      return { far: client(HoldingServiceDefinition, channel), close };
    }
    const channel = channels.get(NAMES[process] ?? '');
    if (channel === undefined) throw new RookeryError('UNIMPLEMENTED', `there is no process ${process}`);
    return { far: client(HoldingServiceDefinition, channel), close: () => undefined };
  }
  async function ask<Result>(
    process: HoldingProcess,
    call: (far: HoldingServiceClient) => Promise<Result>,
  ): Promise<Result> {
    const { far, close } = farClient(process);
    return call(far).finally(close);
  }

  return {
    async findHeld({ process, person }, { signal }) {
      if (person === undefined || isMissing(process)) return { ...nowhere, queries: [], sessions: [] };
      if (isOwn(process)) return own.find(person);
      return ask(process, (far) => far.findHeld({ person }, { signal }));
    },
    async eraseHeld({ process, person }, { signal }) {
      if (person === undefined || isMissing(process)) return { ...nowhere, keysDestroyed: false };
      if (isOwn(process)) return own.erase(person);
      return ask(process, (far) => far.eraseHeld({ person }, { signal }));
    },
    async *exportHeld({ process, person }, { signal }) {
      if (person === undefined || isMissing(process)) return;
      if (isOwn(process)) return yield* own.export(person);
      const { far, close } = farClient(process);
      try {
        yield* far.exportHeld({ person }, { signal });
      } finally {
        close();
      }
    },
  };
}

import { wrapped } from '@rookery/cli-rendering';
import { waitOrAbort } from '@rookery/shared-concurrency';
import { InferenceServiceDefinition, type SilentModelServer } from '@rookery/shared-contracts';
import { refusedModelsInWords } from './refused-models.ts';
import { client, connect, type Credentials } from '@rookery/shared-transport';

const WIDTH = 80;
/** A server that loads its model is silent for a while, and a platform with another model is there before that. */
const LOOK_EVERY_MS = 3000;

/** Each model server once, however many workers ask it in vain. */
export function silentServersInWords(servers: readonly SilentModelServer[]): string[] {
  const reasons = new Set(servers.map(({ reason }) => reason));
  return [...reasons].map((reason) => wrapped(`a model server cannot be asked: ${reason}`, WIDTH));
}

/**
 * Says of a platform that starts, until `signal` aborts, which model servers it cannot ask and which models its workers refuse, each
 * once: without any model it waits for them. Never rejects.
 */
export async function saySilentServers(
  address: string,
  credentials: Credentials,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const channel = connect(address, credentials);
  const said = new Set<string>();
  for (;;) {
    await waitOrAbort(LOOK_EVERY_MS, signal);
    if (signal.aborted) return channel.close();
    // The gateway may not be there yet.
    const lines = await silentServersNow(channel, signal).catch((): string[] => []);
    for (const line of lines.filter((one) => !said.has(one))) {
      say(line);
      said.add(line);
    }
  }
}

async function silentServersNow(channel: ReturnType<typeof connect>, signal: AbortSignal): Promise<string[]> {
  const { silentServers, refusedModels } = await client(InferenceServiceDefinition, channel).listModels(
    {},
    { signal },
  );
  return [...silentServersInWords(silentServers), ...refusedModelsInWords(refusedModels)];
}

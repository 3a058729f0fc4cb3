import { RookeryError } from '@rookery/shared-errors';
import { connect } from '@rookery/shared-service';
import type { CommandContext } from '../command-context.ts';
import { servesNow } from './serving.ts';
import { startPlatform } from './start-platform.ts';
import { readPlatformState } from './state-file.ts';

const PROBE_MS = 5_000;

/** A channel to the platform's gateway. */
export type PlatformChannel = ReturnType<typeof connect> & {
  /** True when the platform lives only as long as this command. */
  readonly temporary: boolean;
};

/**
 * Runs `work` with a channel to the platform: the one at ROOKERY_ADDRESS, else the one that runs on this data folder, else
 * one that lives just as long as the work.
 */
export async function withPlatform<T>(
  context: CommandContext,
  work: (channel: PlatformChannel) => Promise<T>,
): Promise<T> {
  const address = await runningAddress(context);
  if (address !== undefined) return onChannel(address, context.apiKey, work);
  context.note(`starting the platform (data in ${context.dataFolder}) ...`);
  const platform = await startPlatform({
    dataFolder: context.dataFolder,
    gatewayPort: 0,
    onNotice: context.note,
    signal: context.interrupted,
  });
  try {
    return await onChannel(platform.address, undefined, work);
  } finally {
    await platform.close();
  }
}

async function runningAddress(context: CommandContext): Promise<string | undefined> {
  const probe = (): AbortSignal => AbortSignal.any([context.interrupted, AbortSignal.timeout(PROBE_MS)]);
  if (context.address !== undefined) {
    if (await servesNow(context.address, probe())) return context.address;
    throw new RookeryError(
      'UNAVAILABLE',
      `ROOKERY_ADDRESS: no platform serves at ${context.address}; start one with \`rookery up\`, or unset the variable`,
    );
  }
  const state = await readPlatformState(context.dataFolder);
  if (state === undefined) return undefined;
  return (await servesNow(state.address, probe())) ? state.address : undefined;
}

async function onChannel<T>(
  address: string,
  apiKey: string | undefined,
  work: (channel: PlatformChannel) => Promise<T>,
): Promise<T> {
  const channel = connect(address, apiKey === undefined ? {} : { apiKey });
  try {
    return await work(channel);
  } finally {
    channel.close();
  }
}

import { whenAborted } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { prepareEmbedder } from '../platform/fetch-embedder.ts';
import { startPlatform } from '../platform/start-platform.ts';
import { chatScheme, servesNow } from '../platform/serving.ts';
import { readPlatformState, removePlatformState, writePlatformState } from '../platform/state-file.ts';
import { whatItFound } from '../platform/what-it-found.ts';
import { variablePrints } from '../platform/without-effect.ts';
import { table } from '../terminal/table.ts';

export interface UpOptions {
  /** Of the gateway; 0: any free one. */
  readonly port: number;
  /** Of the chat service; 0: any free one. */
  readonly chatPort: number;
}

/** `rookery up`: every service on this machine until Ctrl-C. */
export async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const running = await readPlatformState(context.dataFolder);
  if (running !== undefined && (await servesNow(running.address, context.interrupted))) {
    throw new RookeryError(
      'ALREADY_EXISTS',
      `a platform runs on ${context.dataFolder} already: ${running.address} (process ${running.pid})`,
    );
  }
  await prepareEmbedder(context);
  context.note(`starting, data in ${context.dataFolder} ...`);
  const platform = await startPlatform({
    dataFolder: context.dataFolder,
    gatewayPort: options.port,
    chatPort: options.chatPort,
    onNotice: context.note,
    signal: context.interrupted,
  });
  try {
    await writePlatformState(context.dataFolder, {
      address: platform.address,
      pid: process.pid,
      secret: platform.secret,
      variables: variablePrints(),
    });
    const chat = platform.services.find(({ name }) => name === 'chat')?.address ?? '';
    context.print(
      context.json
        ? JSON.stringify({
            address: platform.address,
            openAi: `${chatScheme()}://${chat}/v1`,
            services: platform.services,
          })
        : `${table(
            ['service', 'address', 'log'],
            platform.services.map(({ name, address, logFile }) => [name, address, logFile]),
          )}\n\nThe platform serves at ${platform.address}, for SDKs of OpenAI at ${chatScheme()}://${chat}/v1. Ctrl-C stops it.`,
    );
    for (const line of await whatItFound(platform.address, { secret: platform.secret }, context.interrupted))
      context.note(line);
    await whenAborted(context.interrupted);
    context.note('stopping; calls in flight end ...');
  } finally {
    await removePlatformState(context.dataFolder);
    await platform.close();
  }
}

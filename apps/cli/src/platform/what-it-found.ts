import { wrapped } from '@rookery/cli-rendering';
import { InferenceServiceDefinition, type Model } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import type { Credentials } from '@rookery/shared-transport';
import { refusedModelsInWords } from './refused-models.ts';
import { silentServersInWords } from './silent-servers.ts';
import { connected } from './with-platform.ts';

const WIDTH = 80;
/** Names of models that are shown at once. */
const SHOWN = 8;

/** Which models a platform has, and which model servers could not be asked, as lines to read. */
export function whatItFound(
  address: string,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<string[]> {
  return connected(address, { temporary: false, ...credentials }, async (platform) => {
    const { models, silentServers, refusedModels } = await platform
      .client(InferenceServiceDefinition)
      .listModels({}, { signal });
    return [
      wrapped(`models: ${modelsInWords(models)}`, WIDTH),
      ...silentServersInWords(silentServers),
      ...refusedModelsInWords(refusedModels),
    ];
  }).catch((error: unknown) => [
    wrapped(`models: cannot be listed (${asRookeryError(error).message})`, WIDTH),
  ]);
}

/** `7 simulated (sim/gpt-4o, ...); 2 real (a, b)` */
export function modelsInWords(models: readonly Model[]): string {
  const kinds = [
    ['simulated', models.filter(({ simulated }) => simulated)],
    ['real', models.filter(({ simulated }) => !simulated)],
  ] as const;
  const words = kinds.flatMap(([kind, some]) => {
    const names = some.slice(0, SHOWN).map(({ id }) => id);
    const more = some.length > SHOWN ? ', ...' : '';
    return some.length === 0 ? [] : [`${some.length} ${kind} (${names.join(', ')}${more})`];
  });
  return words.length === 0 ? 'none' : words.join('; ');
}

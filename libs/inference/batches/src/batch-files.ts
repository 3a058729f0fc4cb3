import { asRookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import type { BatchServer } from './batch-server.ts';

/** Erases a file at the server. Files hold what people wrote; one that cannot be erased is said, and no reason to stop. */
export async function forgetFile(
  { server, log }: { readonly server: BatchServer; readonly log: Logger },
  file: string,
  signal: AbortSignal,
): Promise<void> {
  await server.forget(file, signal).catch((caught: unknown) => {
    log.warn({ file, reason: asRookeryError(caught).message }, 'a file of a batch cannot be erased');
  });
}

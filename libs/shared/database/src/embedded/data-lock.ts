import { open, unlink } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { RookeryError } from '@rookery/shared-errors';
import { keepPrivate } from './layout.ts';

const POLL_MS = 25;
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/**
 * Runs `work` while no other process on this machine holds the same lock file.
 *
 * Node has no flock. SQLite's exclusive transaction is the one kernel-held file lock in its standard library,
 * and that is all it is used for: nothing is ever written. A lock of the kernel cannot go stale, a process
 * killed at any moment releases it. The file is its user's alone, because whoever may read it may hold it.
 *
 * @param waitMs how long to wait for the holder, in milliseconds
 * @throws RookeryError UNAVAILABLE when the holder kept it longer, FAILED_PRECONDITION when the file cannot
 *   be written.
 */
export async function withDataLock<T>(
  file: string,
  waitMs: number,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await acquire(file, waitMs, signal);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(file: string, waitMs: number, signal: AbortSignal | undefined): Promise<DatabaseSync> {
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    await makePrivate(file);
    const attempt = tryLock(file);
    if (attempt instanceof DatabaseSync) return attempt;
    if (attempt.errcode === SQLITE_NOTADB) {
      // Somebody wrote into the lock file. No process can be holding it, so a new one is safe.
      await unlink(file).catch(() => undefined);
    } else if (attempt.errcode !== SQLITE_BUSY) {
      throw new RookeryError('FAILED_PRECONDITION', `data folder: cannot write ${file}; is it writable?`, {
        reason: 'DATA_FOLDER_NOT_WRITABLE',
        cause: attempt.error,
      });
    }
    if (performance.now() > giveUpAt) {
      throw new RookeryError(
        'UNAVAILABLE',
        `data folder: another process has held ${file} for ${waitMs} ms (starting or stopping the database)`,
        { reason: 'DATA_FOLDER_LOCKED', retryAfterMs: waitMs },
      );
    }
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Where that cannot be, the attempt to lock it says why. */
async function makePrivate(file: string): Promise<void> {
  try {
    await (await open(file, 'a', 0o600)).close();
    await keepPrivate(file);
  } catch {
    // It belongs to somebody else.
  }
}

interface LockFailure {
  readonly errcode: number;
  readonly error: unknown;
}

function tryLock(file: string): DatabaseSync | LockFailure {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(file, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    const errcode =
      typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : -1;
    // Extended result codes carry the plain one in their low byte.
    return { errcode: errcode & 0xff, error };
  }
}

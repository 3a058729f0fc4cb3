import type { Database } from './database.ts';

/**
 * Whether the database answers within `timeoutMs` milliseconds; for health checks, never throws.
 */
export async function databaseReady(database: Database, timeoutMs = 1_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((answer) => {
    timer = setTimeout(() => answer(false), timeoutMs);
  });
  const asked = database.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  const ready = await Promise.race([asked, late]);
  clearTimeout(timer);
  return ready;
}

import type { Database } from './database.ts';

/**
 * Whether the database answers and takes writes, within `timeoutMs` milliseconds; for health checks, never throws.
 */
export async function databaseReady(database: Database, timeoutMs = 1_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((answer) => {
    timer = setTimeout(() => answer(false), timeoutMs);
  });
  const ready = await Promise.race([takesWrites(database).catch(() => false), late]);
  clearTimeout(timer);
  return ready;
}

async function takesWrites({ pool }: Database): Promise<boolean> {
  const client = await pool.connect();
  let writable = false;
  try {
    const { rows } = await client.query<{ writable: boolean }>(
      "SELECT current_setting('transaction_read_only') = 'off' AS writable",
    );
    writable = rows[0]?.writable === true;
    return writable;
  } finally {
    // After a failover it may be the connection that is read-only, and not the database.
    client.release(!writable);
  }
}

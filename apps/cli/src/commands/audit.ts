import { AuditStore, migrateAudit, type AuditQuestion } from '@rookery/gateway-audit';
import { openServiceDatabase, type StateLocation } from '@rookery/shared-database';
import type { CommandContext } from '../command-context.ts';
import { table } from '../terminal/table.ts';

/** `rookery audit`: who did what through the gateway, the newest first, read from the database. */
export async function printAudit(
  context: CommandContext,
  location: StateLocation,
  question: AuditQuestion,
): Promise<void> {
  const quiet = { info: () => undefined, warn: () => undefined };
  const database = await openServiceDatabase('cli', location, quiet);
  try {
    await migrateAudit(database);
    const entries = await new AuditStore(database).list(question);
    if (context.json) context.print(JSON.stringify(entries));
    else if (entries.length === 0) context.print('nothing was called with a key yet');
    else {
      const head = ['time', 'tenant', 'key', 'call', 'resource', 'status', 'times'];
      context.print(
        table(
          head,
          entries.map(({ at, tenant, keyId, call, resource, status, times }) => [
            at.toISOString().slice(0, 19),
            tenant,
            keyId,
            call.split('.').at(-1) ?? call,
            resource,
            status,
            String(times),
          ]),
        ),
      );
    }
  } finally {
    await database.close();
  }
}

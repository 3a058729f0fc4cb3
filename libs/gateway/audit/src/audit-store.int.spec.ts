import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { AuditStore } from './audit-store.ts';
import { migrateAudit } from './migrations.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrateAudit(database);
});
afterAll(() => database.close());

const ENTRY = { tenant: 'team', keyId: 'key-1', call: 'a.B/C', resource: 'runs/7', status: 'OK', times: 1 };

it('has entries as old as they are by the clock of the database, whatever the clock of the gateway says', async () => {
  const store = new AuditStore(database);
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 100 * 86_400_000);
  try {
    await store.add([
      { ...ENTRY, agoMs: 0 },
      { ...ENTRY, resource: 'runs/8', agoMs: 3 * 86_400_000 },
    ]);
  } finally {
    clock.mockRestore();
  }
  expect(await store.sweep({ days: 2, entries: 1000 }, 100)).toBe(1);
  expect(await store.list({ most: 10 })).toMatchObject([{ ...ENTRY, at: expect.any(Date) }]);
});

import { describe, expect, it } from '@jest/globals';
import { AuditLog } from './audit-log.ts';
import type { NewAuditEntry } from './audit-store.ts';

const CALL = { tenant: 'team', keyId: 'key-1', path: '/a.B/C', resource: 'runs/7', status: 0 };

function log() {
  const state = { away: false, written: [] as NewAuditEntry[], said: [] as object[] };
  const audit = new AuditLog(
    {
      add: async (entries) => {
        if (state.away) throw new Error('away');
        state.written.push(...entries);
      },
    },
    { warn: (fields) => void state.said.push(fields) },
  );
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { state, audit, until };
}

describe('the audit trail of a gateway', () => {
  it('has the same call of a second once, with a count', async () => {
    const { state, audit } = log();
    for (let count = 0; count < 3; count += 1) audit.note(CALL);
    audit.note({ ...CALL, status: 5 });
    await audit.close();
    expect(state.written).toMatchObject([
      { call: 'a.B/C', resource: 'runs/7', status: 'OK', times: 3, agoMs: expect.any(Number) },
      { call: 'a.B/C', resource: 'runs/7', status: 'NOT_FOUND', times: 1 },
    ]);
  });

  it('waits for a database that is away, and says how much had no room', async () => {
    const { state, audit, until } = log();
    state.away = true;
    for (let run = 0; run < 10_005; run += 1) audit.note({ ...CALL, resource: `runs/${run}` });
    await until(() => state.said.length >= 2);
    expect(state.said).toEqual(
      expect.arrayContaining([{ lost: 5 }, expect.objectContaining({ waiting: 10_000 })]),
    );
    state.away = false;
    await until(() => state.written.length > 0);
    expect(state.written).toHaveLength(10_000);
    await audit.close();
  });
});

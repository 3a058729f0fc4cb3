import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, JudgeServiceDefinition } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { asRookeryError } from '@rookery/shared-errors';
import { eventually, ServiceProcess, untilServing } from '@rookery/shared-platform-processes';
import { freePort } from '@rookery/shared-runtime';
import { client, connect } from '@rookery/shared-transport';

const [OLD, NEW, APPLICATION] = ['operator-of-old', 'operator-of-new', 'application-one'];
const SECRET = 'by-which-the-processes-know-each-other';
const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');

describe('the rotation of an operator key', () => {
  let database: Database;
  const ports = new Map<string, number>();
  const running = new Map<string, ServiceProcess>();
  const address = (service: string): string => `127.0.0.1:${ports.get(service)}`;
  beforeAll(async () => {
    database = await testDatabase();
    for (const service of ['gateway', 'inference-worker', 'judge']) ports.set(service, await freePort());
  });
  afterAll(async () => {
    for (const process of running.values()) await process.stop();
    await database.close();
  });

  /** As a rollout does it: the old one drains, the new one reads the secret anew. */
  const restart = async (service: string, keys: Record<string, string>): Promise<void> => {
    await running.get(service)?.stop();
    const process = await ServiceProcess.start(service, {
      DATABASE_URL: database.connectionString,
      ROOKERY_PORT: String(ports.get(service)),
      ROOKERY_GATEWAY_ADDRESS: address('gateway'),
      ROOKERY_JUDGE_ADDRESS: address('judge'),
      ROOKERY_PLATFORM_SECRET: SECRET,
      ...keys,
    });
    running.set(service, process);
  };
  const gateway = (operators: string): Promise<void> =>
    restart('gateway', { ROOKERY_OPERATOR_KEYS: operators, ROOKERY_API_KEYS: APPLICATION });
  /** Until the worker is in the list and the judge sees it: both call the gateway by the platform's secret. */
  const serving = async (): Promise<void> => {
    await untilServing(address('judge'), JudgeServiceDefinition.fullName, [...running.values()]);
    const channel = connect(address('gateway'), { apiKey: APPLICATION });
    await eventually('a model is listed', async () => {
      const { models } = await client(InferenceServiceDefinition, channel).listModels({});
      return models.length > 0;
    });
    channel.close();
  };
  const codeWith = async (key: string): Promise<string> => {
    const channel = connect(address('gateway'), { apiKey: key });
    const answered = client(InferenceServiceDefinition, channel).listModels({});
    const code = await answered.then(
      () => 'OK',
      (caught: unknown) => asRookeryError(caught).code,
    );
    channel.close();
    return code;
  };

  it('takes the two steps of docs/operating.md, and refuses nobody for a key in between', async () => {
    const steps = page.split('## Rotate keys\n')[1]?.split('\n## ')[0] ?? '';
    expect(
      [...steps.matchAll(/^\d\. .*?`(\w+)=([\w,]+)`/gm)].map(([, name, value]) => [name, value]),
    ).toEqual([
      ['operators', 'OLD,NEW'],
      ['operators', 'NEW'],
    ]);
    await gateway(OLD);
    for (const service of ['inference-worker', 'judge']) await restart(service, {});
    await serving();

    const codes = new Set<string>();
    let over = false;
    const asking = (async () => {
      while (!over) codes.add(await codeWith(APPLICATION));
    })();
    await gateway(`${OLD},${NEW}`);
    await serving();
    expect([await codeWith(OLD), await codeWith(NEW)]).toEqual(['OK', 'OK']);
    await gateway(NEW);
    await serving();
    over = true;
    await asking;
    expect([await codeWith(OLD), await codeWith(NEW)]).toEqual(['UNAUTHENTICATED', 'OK']);
    // One gateway is away while it is replaced; that is all.
    expect([...codes].filter((code) => !['OK', 'UNAVAILABLE'].includes(code))).toEqual([]);
    expect(codes).toContain('OK');
  });
});

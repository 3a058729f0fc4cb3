import { afterEach, describe, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, Model, type ProcessReading } from '@rookery/shared-contracts';
import { createLog, VERSION } from '@rookery/shared-runtime';
import { startService, type RunningService } from '@rookery/shared-server';
import { checkPlatform } from './platform.ts';

const running: RunningService[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

/** What stands where a gateway does, with the processes that it tells of. */
async function gateway(
  others: (own: ProcessReading) => ProcessReading[],
  silent: string[] = [],
): Promise<string> {
  const listModels = {
    ...InferenceServiceDefinition,
    methods: { listModels: InferenceServiceDefinition.methods.listModels },
  } as const;
  const service = await startService({
    name: 'gateway',
    host: '127.0.0.1',
    port: 0,
    log: createLog('gateway', 'silent'),
    services: [
      {
        definition: listModels,
        implementation: {
          listModels: () =>
            Promise.resolve({ models: [Model.fromPartial({ id: 'm', simulated: true })], silentServers: [] }),
        },
      },
    ],
    readProcesses: (own) => Promise.resolve({ processes: [own, ...others(own)], silent }),
    graceMs: 100,
  });
  running.push(service);
  return service.address;
}

const findings = async (address: string) =>
  checkPlatform({ address, killed: undefined, credentials: {}, logOf: (name) => `logs/${name}.log` });

describe('the platform behind a gateway', () => {
  it('is well where every process serves, is of this version, and has the right time', async () => {
    const all = await findings(await gateway((own) => [{ ...own, name: 'judge' }]));
    expect(all.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(all.map(({ check }) => check)).toEqual([
      'gateway',
      'keys',
      'gateway',
      'judge',
      'versions',
      'clocks',
      'models',
    ]);
  });

  it('has processes of other versions', async () => {
    const older = (own: ProcessReading) => [
      { ...own, name: 'judge', version: '' },
      { ...own, name: 'planner', version: '0.0.9' },
    ];
    expect(await findings(await gateway(older))).toContainEqual(
      expect.objectContaining({
        check: 'versions',
        state: 'warning',
        says: `this command is ${VERSION}, and judge is older, planner is 0.0.9`,
      }),
    );
  });

  it('has clocks that are apart', async () => {
    const late = (own: ProcessReading) => [{ ...own, name: 'judge', clock: new Date(Date.now() - 60_000) }];
    const all = await findings(await gateway(late));
    expect(all.filter(({ check }) => check === 'clocks')).toEqual([
      expect.objectContaining({
        state: 'broken',
        says: expect.stringMatching(/^the clock of judge is (59|60)\.\d s behind this machine's$/),
      }),
    ]);
  });

  it('has processes that wait, and some that say nothing, each with its log', async () => {
    const waiting = (own: ProcessReading) => [
      { ...own, name: 'planner', waitingFor: ['database (away)', 'judge (away)', 'a (b)'] },
    ];
    const all = await findings(await gateway(waiting, ['inference worker w1']));
    expect(all).toContainEqual({
      check: 'planner',
      state: 'broken',
      says: 'runs and does not serve; it waits for database (away), and for 2 more',
      todo: 'mend what it waits for; look into logs/planner.log',
    });
    expect(all).toContainEqual(
      expect.objectContaining({
        check: 'inference worker w1',
        state: 'broken',
        says: expect.stringContaining('no answer'),
      }),
    );
  });
});

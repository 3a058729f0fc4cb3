import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { client, connect } from '@rookery/shared-transport';
import { JudgeServiceDefinition } from '@rookery/shared-contracts';
import { childEnvironment, freePort } from '@rookery/shared-runtime';
import { CHECK_VARIABLES, type CheckedMessage } from './run-main.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const { PATH, NODE_COMPILE_CACHE } = childEnvironment({});

/** A service whose judge takes as many milliseconds as the query says. */
const SERVICE = `
  import { setTimeout as delay } from 'node:timers/promises';
  import { JudgeServiceDefinition } from '@rookery/shared-contracts';
  import { commonConfig, createLog } from '@rookery/shared-runtime';
  import { runMain, startService } from '${import.meta.resolve('./index.ts')}';
  const migrate = async () => undefined;
  const start = async (config) => {
    if (config.ROOKERY_DATA === 'broken') throw new Error('the data folder is broken');
    return startService({
      name: 'sample',
      host: config.ROOKERY_HOST,
      port: 0,
      log: createLog('sample', 'info'),
      services: [{
        definition: JudgeServiceDefinition,
        implementation: {
          judge: async ({ query }) => {
            if (query === 'reject') void Promise.reject(new Error('nobody waits for this'));
            await delay(Number(query) || 0);
            return { verdict: { judgeModel: query } };
          },
          async *judgeStream() {},
          compare: async () => ({}),
        },
      }],
    });
  };
  runMain('sample', commonConfig, { start, migrate });
`;

function spawned(environment: Record<string, string>, words: readonly string[], stdout: number | 'pipe') {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', SERVICE, '--', ...words], {
    cwd: import.meta.dirname,
    // Nothing else of this environment, so that every variable is one that the test gave.
    env: { PATH, NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', stdout, 'pipe', 'ipc'],
  });
  children.push(child);
  return child;
}

function launch(environment: Record<string, string> = {}, ...words: string[]) {
  const child = spawned(environment, words, 'pipe');
  let output = '';
  const outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of outputs) stream.on('data', (text: Buffer) => (output += text.toString()));
  return {
    child,
    output: () => output,
    // Not `close`, which waits for the IPC channel too.
    exit: Promise.all([once(child, 'exit'), ...outputs.map((stream) => once(stream, 'close'))]).then(
      ([[code]]) => code as number | null,
    ),
    address: async () => {
      const [message] = (await once(child, 'message')) as [{ started: { address: string } }];
      return message.started.address;
    },
  };
}

async function slowCall(address: string, query: string) {
  const channel = connect(address);
  const judge = client(JudgeServiceDefinition, channel);
  const call = judge.judge({ judgeModel: 'm', query, profile: {}, response: 'r' });
  // A first answer proves that the slow call is on its way, since both share one connection.
  await judge.judge({ judgeModel: 'm', query: '0', profile: {}, response: 'r' });
  return { call, close: () => channel.close() };
}

/** Takes nothing: each write ends with ENOSPC. */
const FULL_DISK = '/dev/full';

describe('runMain', () => {
  (existsSync(FULL_DISK) ? it : it.skip)(
    `serves and stops as it should while its log cannot be written (needs ${FULL_DISK})`,
    async () => {
      const full = openSync(FULL_DISK, 'w');
      const child = spawned({}, [], full);
      closeSync(full);
      const [message] = (await once(child, 'message')) as [{ started: { address: string } }];
      const { call, close } = await slowCall(message.started.address, '100');
      expect((await call).verdict?.judgeModel).toBeDefined();
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await exit).toEqual([0, null]);
      close();
    },
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'lets calls in flight end on %s and exits with 0',
    async (signal) => {
      const service = launch();
      const { call, close } = await slowCall(await service.address(), '500');
      service.child.kill(signal);
      expect((await call).verdict?.judgeModel).toBe('500');
      close();
      expect(await service.exit).toBe(0);
    },
  );

  it('exits when the parent is gone', async () => {
    const service = launch();
    await service.address();
    service.child.disconnect();
    expect(await service.exit).toBe(0);
  });

  it('exits at once on a second signal', async () => {
    const service = launch();
    const { call, close } = await slowCall(await service.address(), '100000');
    const failed = call.catch((error: unknown) => error);
    service.child.kill('SIGTERM');
    while (!service.output().includes('sample stops'))
      await once(service.child.stdout ?? service.child, 'data');
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(1);
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE' });
    close();
  });

  it('says what is wrong with the configuration and exits with 78', async () => {
    const service = launch({ ROOKERY_LOG_LEVEL: 'loud' });
    expect(await service.exit).toBe(78);
    expect(service.output()).toContain('ROOKERY_LOG_LEVEL is "loud"');
  });

  it('reads its variables and ends when it is told to', async () => {
    const right = launch({}, CHECK_VARIABLES);
    const [said] = (await once(right.child, 'message')) as [CheckedMessage];
    expect(said).toEqual({ checked: { service: 'sample' } });
    expect(await right.exit).toBe(0);
    const wrong = launch({ ROOKERY_LOG_LEVEL: 'loud' }, CHECK_VARIABLES);
    const [complaint] = (await once(wrong.child, 'message')) as [CheckedMessage];
    expect(complaint.checked.complaint).toContain('ROOKERY_LOG_LEVEL is "loud"');
    expect(await wrong.exit).toBe(78);
    expect(wrong.output()).toContain('ROOKERY_LOG_LEVEL is "loud"');
  });

  it('serves metrics where it is told to, and nowhere else', async () => {
    const port = await freePort();
    const service = launch({ ROOKERY_METRICS_PORT: String(port) });
    await service.address();
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(text).toMatch(/^rookery_ready\{grpc_service="all"\} 1$/m);
    expect(text).toContain('grpc_service="rookery.judge.v1.JudgeService"');
  });

  it('names variables that nothing reads, and starts all the same', async () => {
    const service = launch({ ROOKERY_LOG_LEVLE: 'debug' });
    await service.address();
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(0);
    const told = service
      .output()
      .split('\n')
      .filter((line) => line.includes('ROOKERY_LOG_LEVLE'));
    expect(told).toEqual([expect.stringContaining('did you mean ROOKERY_LOG_LEVEL?')]);
  });

  it('says why it could not start and exits with 1', async () => {
    const service = launch({ ROOKERY_DATA: 'broken' });
    expect(await service.exit).toBe(1);
    expect(service.output()).toContain('the data folder is broken');
  });

  it('logs an unhandled rejection and exits with 1', async () => {
    const service = launch();
    const channel = connect(await service.address());
    const judge = client(JudgeServiceDefinition, channel);
    const call = judge.judge({ judgeModel: 'm', query: 'reject', profile: {}, response: 'r' });
    await call.catch(() => undefined);
    channel.close();
    expect(await service.exit).toBe(1);
    expect(service.output()).toContain('unhandledRejection');
    expect(service.output()).toContain('nobody waits for this');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@rookery/shared-runtime';
import { checkDataFolder, checkEmbedder, checkNode, checkPorts } from './this-machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'rookery-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('this machine', () => {
  it('needs a new enough Node', () => {
    expect(checkNode('24.0.0').state).toBe('ok');
    expect(checkNode('25.1.0').state).toBe('ok');
    expect(checkNode('20.20.2')).toMatchObject({
      state: 'broken',
      says: expect.stringContaining('Node 20.20.2'),
    });
  });

  it('has a data folder, or will have one', async () => {
    expect((await checkDataFolder(folder)).map(({ check, state }) => [check, state])).toEqual([
      ['data folder', 'ok'],
      ['disk', expect.stringMatching(/ok|warning|broken/)],
    ]);
    expect(await checkDataFolder(join(folder, 'none'))).toMatchObject([{ state: 'off' }]);
  });

  it('can do without the embedder, unless it was asked for', async () => {
    expect(await checkEmbedder(folder, 'auto')).toMatchObject({ state: 'warning' });
    expect(await checkEmbedder(folder, 'trained')).toMatchObject({ state: 'broken' });
    expect(await checkEmbedder(folder, 'lexical')).toMatchObject({ state: 'ok' });
  });

  it('has its ports free or taken', async () => {
    const port = await freePort();
    const ports = [{ of: 'gateway', port, option: '--port' }];
    expect(await checkPorts(ports)).toMatchObject([{ state: 'ok' }]);
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    expect(await checkPorts(ports)).toMatchObject([
      { state: 'broken', todo: expect.stringContaining('--port 0') },
    ]);
    squatter.close();
  });
});

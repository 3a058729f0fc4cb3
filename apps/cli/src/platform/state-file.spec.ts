import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPlatformState, removePlatformState, writePlatformState } from './state-file.ts';

/** No process has it: process ids end far below. */
const NOBODY = 2 ** 30;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-state-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the platform state file', () => {
  it('tells others on the same folder where the platform is, until it is removed', async () => {
    const state = { address: '127.0.0.1:7600', pid: process.pid };
    await writePlatformState(join(folder, 'new'), state);
    expect(await readPlatformState(join(folder, 'new'))).toEqual(state);
    await removePlatformState(join(folder, 'new'));
    expect(await readPlatformState(join(folder, 'new'))).toBeUndefined();
  });

  it('is not believed when its process is gone', async () => {
    await writePlatformState(folder, { address: '127.0.0.1:7600', pid: NOBODY });
    expect(await readPlatformState(folder)).toBeUndefined();
  });

  it.each(['', '{"address":', '{"address":7}'])('is not believed when damaged: %j', async (text) => {
    await writeFile(join(folder, 'platform.json'), text);
    expect(await readPlatformState(folder)).toBeUndefined();
  });
});

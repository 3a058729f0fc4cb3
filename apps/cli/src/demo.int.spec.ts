import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelForTests } from '@rookery/shared-embedding/testing';
import { Command } from './testing/command.ts';
import { processesMentioning } from './testing/processes.ts';

const STATUSES = ['vanilla', 'context-rich', 'agent', 'static', 'planner'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery demo '));
});
afterAll(() => rm(folder, { recursive: true }));

describe('rookery demo', () => {
  it('walks the whole road, twice on the same data, and leaves no process behind', async () => {
    const modelFolder = await modelForTests();
    for (const fresh of [true, false]) {
      // Once with the network cut; then with the model in its place, where it can be had.
      if (!fresh && modelFolder !== undefined) {
        await cp(join(modelFolder, 'models'), join(folder, 'models'), { recursive: true });
      }
      const { exit, stdout, stderr } = await new Command(['demo'], {
        ROOKERY_DATA: folder,
        ROOKERY_EMBEDDER: 'auto',
        PIP_INDEX_URL: 'http://127.0.0.1:1/simple',
      }).finished();
      expect({ exit, stderr }).toMatchObject({ exit: 0 });
      expect(stdout).toMatch(/^SIMULATED/);
      for (const status of STATUSES) expect(stdout).toMatch(new RegExp(`${status}\\s+\\d\\.\\d\\d ±`));
      expect(stderr).toContain(fresh ? '70 new, 0 there already' : '0 new, 70 there already');
      const trained = !fresh && modelFolder !== undefined;
      expect(stderr).toMatch(trained ? 'retrieval: trained sentence embedder' : 'retrieval: lexical');
      expect(stdout).toMatch(trained ? 'sentence embedder all-minilm-l6-v2-int8' : 'lexical index');
      expect(processesMentioning(folder)).toEqual([]);
    }
  }, 600_000);
});

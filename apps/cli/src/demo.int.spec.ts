import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from './testing/command.ts';
import { processesMentioning } from './testing/processes.ts';

const STATUSES = ['vanilla', 'context-rich', 'agent', 'planner'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery demo '));
});
afterAll(() => rm(folder, { recursive: true }));

describe('rookery demo', () => {
  it('walks the whole road, twice on the same data, and leaves no process behind', async () => {
    for (const fresh of [true, false]) {
      const { exit, stdout, stderr } = await new Command(['demo'], { ROOKERY_DATA: folder }).finished();
      expect({ exit, stderr }).toMatchObject({ exit: 0 });
      expect(stdout).toMatch(/^SIMULATED/);
      for (const status of STATUSES) expect(stdout).toMatch(new RegExp(`${status}\\s+\\d\\.\\d\\d ±`));
      expect(stderr).toContain(fresh ? '70 new, 0 there already' : '0 new, 70 there already');
      expect(processesMentioning(folder)).toEqual([]);
    }
  }, 600_000);
});

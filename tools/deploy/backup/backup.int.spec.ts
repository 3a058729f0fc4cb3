import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunServiceDefinition, ScenarioServiceDefinition, type Run } from '@rookery/shared-contracts';
import { silentLog } from '@rookery/shared-database/testing';
import { eventually, Platform } from '@rookery/shared-platform-processes';
import { DATA_SET, importRows, MODEL, rows } from '../own-rows.ts';
import { OwnPostgresql, postgresqlPrograms } from './own-postgresql.ts';

const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
/** The commands of a section of the page, as they stand there. */
const commandsOf = (heading: string): string[] => {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^ {4}((?:pg_dump|pg_restore|createdb) .*)$/gm)].map(
    ([, command = '']) => command,
  );
};

const REPETITIONS = 16;
const SAMPLES = rows.length * 2 * REPETITIONS;
const programs = postgresqlPrograms();

(programs === undefined ? describe.skip : describe)(
  "a backup, as docs/operating.md says it (needs PostgreSQL's server and pg_dump)",
  () => {
    let server: OwnPostgresql;
    let platform: Platform | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'rookery-dump-'));
    beforeAll(async () => {
      server = await OwnPostgresql.start(programs ?? '', silentLog);
      await shell(`createdb --maintenance-db="${server.url('postgres')}" rookery`);
    });
    afterAll(async () => {
      await platform?.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const shell = (command: string, variables: Record<string, string> = {}): Promise<unknown> =>
      promisify(execFile)('sh', ['-ec', command], {
        cwd: folder,
        env: { PATH: `${programs}${delimiter}${process.env['PATH']}`, ...variables },
      });
    const started = async (database: string): Promise<Platform> =>
      Platform.start({ DATABASE_URL: server.url(database), ROOKERY_SIM_LATENCY_MS: '20' });
    const results = async (database: string): Promise<number> => {
      const { count } = await server.row<{ count: string }>(
        database,
        'SELECT count(*) FROM benchmark.outcome',
      );
      return Number(count);
    };

    it('that was taken in the middle of a run is restored elsewhere, and the run goes on to its exact end', async () => {
      const first = await started('rookery');
      platform = first;
      await importRows(first.client('benchmark', ScenarioServiceDefinition));
      const { run } = await first.client('benchmark', RunServiceDefinition).createRun({
        requestId: 'backup',
        spec: {
          filter: { dataSet: DATA_SET },
          models: [MODEL],
          statuses: [1, 2],
          repetitions: REPETITIONS,
          judgeModel: MODEL,
          concurrency: 16,
        },
      });
      await eventually('an eighth is done', async () => (await results('rookery')) >= SAMPLES / 8);

      const [dump = '', ...noMore] = commandsOf('Back up');
      expect(noMore).toEqual([]);
      await shell(dump, { DATABASE_URL: server.url('rookery') });
      // What came after the backup is lost with the old database.
      await first.stop();
      const restore = commandsOf('Restore');
      expect(restore.length).toBe(2);
      for (const command of restore) {
        await shell(command, { DATABASE_URL: server.url('restored'), SERVER_URL: server.url('postgres') });
      }
      const before = await results('restored');
      expect([before > 0, before < SAMPLES]).toEqual([true, true]);

      const second = await started('restored');
      platform = second;
      let last: Run | undefined;
      const watched = second.client('benchmark', RunServiceDefinition).watchRun({ name: run?.name ?? '' });
      for await (const seen of watched) last = seen.run;
      expect(last).toMatchObject({ samplesDone: SAMPLES, samplesTotal: SAMPLES, samplesFailed: 0 });
      expect(await results('restored')).toBe(SAMPLES);
    });
  },
);

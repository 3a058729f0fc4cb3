import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importOwnScenarios, OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import { RunServiceDefinition, ScenarioServiceDefinition, type Run } from '@rookery/shared-contracts';
import { OwnPostgres, systemPostgres } from '@rookery/shared-database/testing';
import { eventually, Platform } from '@rookery/shared-platform-processes';
import {
  answering,
  startModelServer,
  wellBehaved,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';

const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
/** The commands of a section of the page, as they stand there. */
const commandsOf = (heading: string): string[] => {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^ {4}((?:pg_dump|pg_restore|createdb) .*)$/gm)].map(
    ([, command = '']) => command,
  );
};

const DATA_SET = 'dataSets/backup';
const MODEL = 'scripted-1';
const REPETITIONS = 2;
const SAMPLES = OWN_SCENARIOS.length * 2 * REPETITIONS;
/** Calls that are answered before the backup, of two for each sample: the run can neither fall short of an eighth nor come to its end. */
const ANSWERED_BEFORE = SAMPLES / 2;
const programs = systemPostgres(process.env['PATH']);

(programs === undefined ? describe.skip : describe)(
  "a backup, as docs/operating.md says it (needs PostgreSQL's server and pg_dump)",
  () => {
    let server: OwnPostgres;
    let models: ModelServer;
    let platform: Platform | undefined;
    const taken = Promise.withResolvers<void>();
    const folder = mkdtempSync(join(tmpdir(), 'rookery-dump-'));
    const url = (database: string): string => server.connectionString({ database });
    beforeAll(async () => {
      models = await startModelServer();
      let calls = 0;
      models.behave((response, request) => {
        const answer = (): void => answering(wellBehaved(request))(response, request);
        // It is asked for its models besides.
        if ('messages' in request.body) calls += 1;
        if (calls <= ANSWERED_BEFORE) answer();
        else void taken.promise.then(answer);
      });
      server = await OwnPostgres.start({ programs, settings: ['fsync=off'] });
      await shell(`createdb --maintenance-db="${url('postgres')}" rookery`);
    });
    afterAll(async () => {
      await platform?.stop();
      await models.close();
      await server.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const shell = (command: string, variables: Record<string, string> = {}): Promise<unknown> =>
      promisify(execFile)('sh', ['-ec', command], {
        cwd: folder,
        env: { PATH: `${programs}/bin${delimiter}${process.env['PATH']}`, ...variables },
      });
    const started = async (database: string): Promise<Platform> =>
      Platform.start({
        DATABASE_URL: url(database),
        OPENAI_BASE_URL: models.baseUrl,
        OPENAI_API_KEY: 'sk-for-tests-only-0123456789',
        ROOKERY_OPENAI_MODELS: MODEL,
      });
    const results = async (database: string): Promise<number> => {
      const counted = await server.rows<{ done: number }>(
        'SELECT count(*)::int AS done FROM benchmark.outcome',
        [],
        database,
      );
      return counted[0]?.done ?? 0;
    };

    it('that was taken in the middle of a run is restored elsewhere, and the run goes on to its exact end', async () => {
      const first = await started('rookery');
      platform = first;
      await importOwnScenarios(first.client('benchmark', ScenarioServiceDefinition), DATA_SET);
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
      await shell(dump, { DATABASE_URL: url('rookery') });
      taken.resolve();
      // What came after the backup is lost with the old database.
      await first.stop();
      const restore = commandsOf('Restore');
      expect(restore.length).toBe(2);
      for (const command of restore) {
        await shell(command, { DATABASE_URL: url('restored'), SERVER_URL: url('postgres') });
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

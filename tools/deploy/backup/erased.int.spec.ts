import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Rookery } from '@rookery/shared-client';
import { OwnPostgres, systemPostgres } from '@rookery/shared-database/testing';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';

const run = promisify(execFile);
const CLI = join(import.meta.dirname, '../../../apps/cli/src/main.ts');
const MODEL = 'sim/gpt-4o';
const TOLD = 'profession';
const programs = systemPostgres(process.env['PATH']);

/** A backup that was taken, and what may be done with it. */
interface Backup {
  /** All of it, as it lies there. */
  bytes(): Promise<Buffer>;
  /** A server that has what is in it. */
  restored(): Promise<{ readonly server: OwnPostgres; readonly databaseUrl: string }>;
}

const tool = async (name: string, ...words: string[]): Promise<Buffer> => {
  const path = `${programs}/bin${delimiter}${process.env['PATH']}`;
  const { stdout } = await run(name, words, { env: { PATH: path }, encoding: 'buffer', maxBuffer: 1 << 28 });
  return stdout;
};

async function dumped(server: OwnPostgres, folder: string): Promise<Backup> {
  const file = join(folder, 'rookery.dump');
  await tool('pg_dump', '--format=custom', '--no-owner', `--file=${file}`, server.connectionString());
  return {
    // Its rows are compressed in the file.
    bytes: () => tool('pg_restore', '--file=-', file),
    restored: async () => {
      const other = await OwnPostgres.start({ programs, settings: ['fsync=off'] });
      await other.say('CREATE DATABASE restored');
      const databaseUrl = other.connectionString({ database: 'restored' });
      await tool('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${databaseUrl}`, file);
      return { server: other, databaseUrl };
    },
  };
}

async function copied(server: OwnPostgres, folder: string): Promise<Backup> {
  await server.copyTo(folder);
  return {
    bytes: async () => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      );
      return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
    },
    restored: async () => {
      const other = await OwnPostgres.start({ folder });
      return { server: other, databaseUrl: other.connectionString() };
    },
  };
}

/** A conversation in which these words were said, to its answer. @returns `sessions/{session}` */
async function held(rookery: Rookery, words: string): Promise<string> {
  const conversation = rookery.agent.converse({
    query: `Should I quit my job? ${words}`,
    model: MODEL,
    known: { [TOLD]: words },
    reading: 'literal',
  });
  for await (const event of conversation) if (event.kind === 'question') conversation.reply(words);
  return conversation.session ?? '';
}

describe.each([
  {
    kind: "a dump of PostgreSQL's own tools (needs PostgreSQL's server and pg_dump)",
    can: programs !== undefined,
    start: () => OwnPostgres.start({ programs, settings: ['fsync=off'] }),
    take: dumped,
  },
  {
    kind: "a copy of the server's files, its log among them",
    can: true,
    start: () => OwnPostgres.start(),
    take: copied,
  },
])('$kind', ({ can, start, take }) => {
  (can ? it : it.skip)(
    'from before somebody was erased opens for everybody else, and never for who was erased',
    async () => {
      await using opened = new AsyncDisposableStack();
      const folder = (): string =>
        opened.adopt(mkdtempSync(join(tmpdir(), 'rookery-erased-')), (made) =>
          rmSync(made, { recursive: true, force: true }),
        );
      const keys = folder();
      const server = opened.adopt(await start(), (open) => open.remove());
      const platform = async (databaseUrl: string) => {
        const started = await Platform.start({ DATABASE_URL: databaseUrl, ROOKERY_CONTENT_KEYS: keys });
        const rookery = new Rookery({ address: started.address('gateway') });
        return { started, rookery };
      };
      const first = await platform(server.connectionString());
      opened.defer(() => first.started.stop());
      const gone = await held(first.rookery, 'zanzibar-canary');
      const stays = await held(first.rookery, 'timbuktu-neighbour');
      const backup = await take(server, folder());
      await first.started.ready();
      await first.rookery.agent.deleteSession(gone);
      await run(process.execPath, [CLI, 'contents', 'rotate'], {
        env: {
          PATH: process.env['PATH'],
          DATABASE_URL: server.connectionString(),
          ROOKERY_CONTENT_KEYS: keys,
          ROOKERY_DATA: folder(),
        },
      });
      await first.rookery[Symbol.asyncDispose]();
      await first.started.stop();

      const bytes = await backup.bytes();
      expect(bytes.includes(gone.slice('sessions/'.length))).toBe(true);
      expect([bytes.includes('zanzibar-canary'), bytes.includes('timbuktu-neighbour')]).toEqual([
        false,
        false,
      ]);
      const { server: other, databaseUrl } = await backup.restored();
      opened.defer(() => other.remove());
      const second = await platform(databaseUrl);
      opened.defer(() => second.started.stop());
      opened.use(second.rookery);
      await expect(factsOf(second.rookery, gone)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await factsOf(second.rookery, stays)).toContain(TOLD);
    },
    4 * PATIENCE_MS,
  );
});

/** What the answer of a session knows of, which comes again when it is taken up. */
async function factsOf(rookery: Rookery, session: string): Promise<readonly string[]> {
  for await (const event of rookery.agent.resume(session))
    if (event.kind === 'answer') return event.answer.factsUsed;
  return [];
}

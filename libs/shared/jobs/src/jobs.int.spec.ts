import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, openQueue, type Database, type Queue } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import {
  layWords,
  migrateShouts,
  Shouts,
  type Shout,
  type ShoutProgress,
  type ShoutSpec,
} from './fixtures/shouts.ts';
import {
  openJobs,
  requestDigest,
  type JobEnd,
  type JobLimits,
  type JobsOptions,
  type SeenJob,
} from './index.ts';
import { JobStore } from './job-store.ts';
import { Jobs } from './jobs.ts';
import { PieceQueue, type PieceIds } from './piece-queue.ts';
import { PieceWorker } from './piece-worker.ts';

type ShoutJobs = Jobs<ShoutSpec, ShoutProgress>;
type ShoutJob = SeenJob<ShoutSpec, ShoutProgress>;

const ANNA = { owner: 'anna' };
const BEN = { owner: 'ben' };

let database: Database;
const opened: ShoutJobs[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await migrateShouts(database);
});
afterEach(async () => {
  await Promise.all([...opened.splice(0), ...queues.splice(0)].map((one) => one.stop()));
  await database.pool.query('DELETE FROM shouts.job');
});
afterAll(() => database.close());

const aloud: Shout = async (word) => word.toUpperCase();

function parts(kind: Shouts): JobsOptions<ShoutSpec, ShoutProgress> {
  return { database, schema: 'shouts', kind, log: silentLog, runAsJob: (_, work) => work() };
}

async function open(shout: Shout = aloud, Kind = Shouts): Promise<ShoutJobs> {
  const jobs = await openJobs(parts(new Kind(database, shout)));
  opened.push(jobs);
  return jobs;
}

const queues: Queue<PieceIds>[] = [];

/** The queue of shouts, from outside of their jobs. */
async function openShoutQueue(): Promise<Queue<PieceIds>> {
  const queue = await openQueue<PieceIds>({
    database,
    schema: 'shouts_queue',
    name: 'shouts',
    log: silentLog,
  });
  queues.push(queue);
  return queue;
}

/** The second word of a job is wrong for the job as a whole. */
class Strict extends Shouts {
  override async do(...[job, piece, attempt]: Parameters<Shouts['do']>): Promise<JobEnd | undefined> {
    if (piece === 1) throw new RookeryError('DATA_LOSS', 'the word is wrong');
    return super.do(job, piece, attempt);
  }
}

interface Wish {
  readonly owner?: string;
  readonly requestId?: string;
  readonly words?: readonly string[];
  readonly limits?: JobLimits;
}

function create(
  jobs: ShoutJobs,
  { owner = 'anna', requestId = '', words = ['hush'], limits }: Wish = {},
): Promise<ShoutJob> {
  const request = {
    owner,
    asOperator: false,
    requestId,
    digest: requestDigest({ words }),
    spec: { mark: '!' },
  };
  return jobs.create(limits === undefined ? request : { ...request, limits }, layWords(words));
}

async function ended(jobs: ShoutJobs, { id }: ShoutJob): Promise<ShoutJob | undefined> {
  let last: ShoutJob | undefined;
  for await (const job of jobs.watch('everyone', id, new AbortController().signal)) last = job;
  return last;
}

async function shouted({ id }: ShoutJob): Promise<string[]> {
  const { rows } = await database.pool.query<{ shouted: string }>(
    'SELECT shouted FROM shouts.word WHERE job = $1 ORDER BY piece',
    [id],
  );
  return rows.map((row) => row.shouted);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}

/** Shouts that begin when they are let: to look at a job in their middle. */
function held() {
  const begun: string[] = [];
  const gate = Promise.withResolvers<void>();
  const shout: Shout = async (word, { signal }) => {
    begun.push(word);
    await Promise.race([gate.promise, once(signal, 'abort')]);
    signal.throwIfAborted();
    return word.toUpperCase();
  };
  return { begun, shout, letGo: gate.resolve };
}

describe('a request for a job', () => {
  it('is done piece by piece, seen as it goes, and ends', async () => {
    const { begun, shout, letGo } = held();
    const jobs = await open(shout);
    await jobs.work(2);
    const job = await create(jobs, { words: ['hush', 'now', 'baby'] });
    expect(job).toMatchObject({
      state: 'pending',
      generation: 1,
      owner: 'anna',
      progress: { words: 3, done: 0 },
    });
    await until(() => begun.length === 2);
    expect(await jobs.get(ANNA, job.id)).toMatchObject({ state: 'running', startedAt: expect.any(Date) });
    letGo();
    expect(await ended(jobs, job)).toMatchObject({
      state: 'succeeded',
      stateReason: '',
      endedAt: expect.any(Date),
      progress: { words: 3, done: 3, failed: 0 },
    });
    expect(await shouted(job)).toEqual(['HUSH!', 'NOW!', 'BABY!']);
  });

  it('ends at once when it has no piece', async () => {
    const jobs = await open();
    await jobs.work(1);
    expect(await ended(jobs, await create(jobs, { words: [] }))).toMatchObject({ state: 'failed' });
  });

  it('is given its job when it is repeated, before and after the end', async () => {
    const jobs = await open();
    const wish = { requestId: 'once', words: ['a'] };
    const job = await create(jobs, wish);
    expect((await create(jobs, wish)).id).toBe(job.id);
    await jobs.work(1);
    await ended(jobs, job);
    expect((await create(jobs, wish)).id).toBe(job.id);
    const request = { ...ANNA, requestId: 'once', digest: requestDigest({ words: ['a'] }) };
    expect(await jobs.earlier(request)).toMatchObject({ id: job.id, state: 'succeeded' });
  });

  it('is refused under the id of another one, whose text it is not told', async () => {
    const jobs = await open();
    await create(jobs, { requestId: 'once', words: ['CANARY'] });
    const refusal = {
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
      message: expect.not.stringContaining('CANARY'),
      violations: [{ field: 'request_id', description: expect.stringContaining('shouts') }],
    };
    await expect(create(jobs, { requestId: 'once', words: ['b'] })).rejects.toMatchObject(refusal);
    const request = { ...ANNA, requestId: 'once', digest: requestDigest({ words: ['b'] }) };
    await expect(jobs.earlier(request)).rejects.toMatchObject(refusal);
  });

  it('finds the id of another owner free, and no id always', async () => {
    const jobs = await open();
    const made = [
      await create(jobs, { owner: 'anna', requestId: 'once' }),
      await create(jobs, { owner: 'ben', requestId: 'once' }),
      await create(jobs, { owner: 'anna' }),
      await create(jobs, { owner: 'anna' }),
    ];
    expect(new Set(made.map(({ id }) => id)).size).toBe(4);
  });

  it('makes one job of many that come at once', async () => {
    const [here, there] = [await open(), await open()];
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => create(index % 2 === 0 ? here : there, { requestId: 'once' })),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    const mixed = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => create(here, { requestId: 'twice', words: [`${index % 2}`] })),
    );
    expect(mixed.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
  });

  it('leaves nothing when its pieces cannot be laid', async () => {
    const jobs = await open();
    const request = { ...ANNA, asOperator: false, requestId: 'once', digest: '', spec: { mark: '!' } };
    const laying = jobs.create(request, async () => {
      throw new RookeryError('ABORTED', 'on purpose');
    });
    await expect(laying).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await jobs.earlier(request)).toBeUndefined();
  });
});

describe("another owner's job", () => {
  it('is not found, by any call, in the words of one that does not exist', async () => {
    const jobs = await open();
    const { id } = await create(jobs);
    const missing = await jobs.get(BEN, 'x').catch((caught: unknown) => caught);
    expect(missing).toMatchObject({ code: 'NOT_FOUND', message: 'shouts/x: not found' });
    const calls = [
      () => jobs.get(BEN, id),
      () => jobs.cancel(BEN, id),
      () => jobs.resume(BEN, id),
      () => jobs.delete(BEN, id),
      () => jobs.watch(BEN, id, new AbortController().signal).next(),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND', message: `shouts/${id}: not found` });
    }
    expect(await jobs.get(ANNA, id)).toMatchObject({ state: 'pending' });
    expect(await jobs.get('everyone', id)).toMatchObject({ state: 'pending' });
  });
});

describe('the list of jobs', () => {
  it('shows a reader its own, newest first, each once while new ones come', async () => {
    const jobs = await open();
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      ids.unshift((await create(jobs)).id);
      await create(jobs, { owner: 'ben' });
    }
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await jobs.list(ANNA, { pageSize: 3, pageToken });
      seen.push(...page.items.map(({ id }) => id));
      pageToken = page.nextPageToken;
      await create(jobs);
    } while (pageToken !== '');
    expect(seen).toEqual(ids);
    expect((await jobs.list('everyone', { pageSize: 0, pageToken: '' })).items).toHaveLength(17);
    expect((await jobs.list({ owner: 'carl' }, { pageSize: 5, pageToken: '' })).items).toEqual([]);
  });

  it('takes as many queries for a large page as for a small one', async () => {
    const jobs = await open();
    for (let index = 0; index < 6; index += 1) await create(jobs);
    // A pool of its own, on which no queue polls.
    const { connectionString: databaseUrl } = database;
    const quiet = await openDatabase({ databaseUrl, dataFolder: '', service: 'test', log: silentLog });
    try {
      let queries = 0;
      quiet.pool.on('acquire', () => (queries += 1));
      const reader = new Jobs(
        { ...parts(new Shouts(quiet, aloud)), database: quiet },
        await openShoutQueue(),
      );
      const cost = async (pageSize: number): Promise<number> => {
        const before = queries;
        expect((await reader.list(ANNA, { pageSize, pageToken: '' })).items).toHaveLength(pageSize);
        return queries - before;
      };
      expect(await cost(1)).toBe(2);
      expect(await cost(6)).toBe(2);
    } finally {
      await quiet.close();
    }
  });
});

describe('a job at work', () => {
  it('is cancelled with what it has in flight, stays so, and goes on when it is resumed', async () => {
    const first = held();
    const jobs = await open(first.shout);
    await jobs.work(1);
    const job = await create(jobs, { words: ['a', 'b'] });
    await until(() => first.begun.length === 1);
    expect(await jobs.cancel(ANNA, job.id)).toMatchObject({ state: 'cancelled', endedAt: expect.any(Date) });
    expect(await jobs.cancel(ANNA, job.id)).toMatchObject({ state: 'cancelled' });
    expect(await shouted(job)).toEqual(['', '']);
    first.letGo();
    expect(await jobs.resume(ANNA, job.id)).toMatchObject({
      state: 'pending',
      generation: 2,
      endedAt: undefined,
    });
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', progress: { done: 2 } });
  });

  it('is left as it is by a resumption', async () => {
    const jobs = await open();
    const { id } = await create(jobs);
    expect(await jobs.resume(ANNA, id)).toMatchObject({ state: 'pending', generation: 1 });
  });

  it('says what it waits for, until it ends', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const jobs = await open(async (word, { explain }) => {
      await explain('waits for a voice');
      await promise;
      return word;
    });
    await jobs.work(1);
    const job = await create(jobs);
    await until(async () => (await jobs.get(ANNA, job.id)).stateReason === 'waits for a voice');
    resolve();
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', stateReason: '' });
  });

  it('says what each process waits for, each thing once, and forgets the word of one that died', async () => {
    const { begun, shout, letGo } = held();
    const jobs = await open(shout);
    const store = new JobStore(database, 'shouts', new Shouts(database, aloud));
    await jobs.work(1);
    const job = await create(jobs);
    await until(() => begun.length === 1);
    const said = async (): Promise<string> => (await jobs.get(ANNA, job.id)).stateReason;
    const running = await jobs.get(ANNA, job.id);
    await store.explain(running, 'one', 'the server of a is away', 60_000);
    await store.explain(running, 'two', 'the server of b is away', 60_000);
    await store.explain(running, 'three', 'the server of a is away', 60_000);
    expect(await said()).toBe('the server of a is away; the server of b is away');
    await store.explain(running, 'one', '', 60_000);
    expect(await said()).toBe('the server of a is away; the server of b is away');
    await store.explain(running, 'three', 'the server of a is away', 0);
    // It ends within the millisecond, by clocks of different precision.
    await sleep(5);
    expect(await said()).toBe('the server of b is away');
    // By the clock of the database alone.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000);
    try {
      expect((await store.get('everyone', job.id)).stateReason).toBe('the server of b is away');
    } finally {
      clock.mockRestore();
    }
    await store.explain(running, 'two', '', 60_000);
    expect(await said()).toBe('');
    letGo();
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', stateReason: '' });
  });

  it('says what several pieces in one process wait for, until each goes on or is done', async () => {
    const waiting = new Map<string, { say: (reason: string) => Promise<void>; done: () => void }>();
    const jobs = await open(async (word, { explain }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(word, { say: explain, done: resolve });
      await promise;
      return word;
    });
    await jobs.work(2);
    const job = await create(jobs, { words: ['a', 'b'] });
    await until(() => waiting.size === 2);
    const said = async (): Promise<string> => (await jobs.get(ANNA, job.id)).stateReason;
    await waiting.get('a')?.say('no voice');
    await waiting.get('b')?.say('no air');
    expect(await said()).toBe('no voice; no air');
    await waiting.get('a')?.say('');
    expect(await said()).toBe('no air');
    for (const { done } of waiting.values()) done();
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', stateReason: '' });
  });

  it('stops at a limit before the next piece, and goes on with another limit', async () => {
    const jobs = await open();
    await jobs.work(1);
    const limits = { maxCalls: 2, maxCostUsd: undefined };
    const job = await create(jobs, { words: ['a', 'b', 'c'], limits });
    expect(await ended(jobs, job)).toMatchObject({
      state: 'stopped',
      stateReason: '2 of 2 calls were made',
      limits: { maxCalls: 2 },
      progress: { done: 2 },
    });
    const more = await jobs.resume(ANNA, job.id, { maxCalls: 10, maxCostUsd: undefined });
    expect(more.limits).toEqual({ maxCalls: 10, maxCostUsd: undefined });
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', progress: { done: 3 } });
  });

  it('does again what may pass, and gives up the rest by itself', async () => {
    let tries = 0;
    const jobs = await open(async (word) => {
      if (word === 'lasting') throw new RookeryError('INVALID_ARGUMENT', 'no word');
      if (word === 'passing' && ++tries === 1) throw new RookeryError('UNAVAILABLE', 'no voice');
      return word.toUpperCase();
    });
    await jobs.work(1);
    const job = await create(jobs, { words: ['lasting', 'passing', 'a'] });
    expect(await ended(jobs, job)).toMatchObject({
      state: 'incomplete',
      stateReason: '1 of 3 words could not be shouted',
      progress: { done: 2, failed: 1 },
    });
    expect(tries).toBe(2);
    expect(await shouted(job)).toEqual(['', 'PASSING!', 'A!']);
  });

  it('fails with what its kind makes nothing of, and its other pieces are given up', async () => {
    const { begun, shout } = held();
    const jobs = await open(shout, Strict);
    await jobs.work(2);
    const job = await create(jobs, { words: ['a', 'wrong', 'c'] });
    expect(await ended(jobs, job)).toMatchObject({
      state: 'failed',
      stateReason: 'DATA_LOSS: the word is wrong',
    });
    await jobs.stop();
    expect(begun).not.toContain('c');
    expect(await shouted(job)).toEqual(['', '', '']);
  });

  it('is patient with what may pass, but not for ever', async () => {
    const jobs = await open();
    const { id } = await create(jobs, { words: ['a', 'b'] });
    const kind = new Shouts(database, async () => {
      throw new RookeryError('UNAVAILABLE', 'no voice');
    });
    const [store, queue] = [new JobStore(database, 'shouts', kind), await openShoutQueue()];
    const pieces = new PieceQueue(database, 'shouts', kind, queue);
    const worker = new PieceWorker({ ...parts(kind), store, pieces });
    const take = (attempt: number): Promise<void> =>
      worker.take({
        ids: { job: id, generation: 1, piece: 0 },
        attempt,
        signal: new AbortController().signal,
      });
    await expect(take(1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(take(44)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await take(45);
    expect(await jobs.get(ANNA, id)).toMatchObject({ state: 'running', progress: { done: 0, failed: 1 } });
  });

  it('is removed with all that refers to it', async () => {
    const { begun, shout } = held();
    const jobs = await open(shout);
    await jobs.work(1);
    const job = await create(jobs, { words: ['a', 'b'] });
    await until(() => begun.length === 1);
    await jobs.delete(ANNA, job.id);
    await expect(jobs.get(ANNA, job.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await shouted(job)).toEqual([]);
    const { rows } = await database.pool.query('SELECT job FROM shouts.shout');
    expect(rows).toEqual([]);
    await expect(jobs.delete(ANNA, job.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a job that is resumed', () => {
  it('does failed pieces again', async () => {
    let wrong = true;
    const jobs = await open(async (word) => {
      if (wrong) throw new RookeryError('INVALID_ARGUMENT', 'no word');
      return word.toUpperCase();
    });
    await jobs.work(1);
    const job = await create(jobs, { words: ['a', 'b'] });
    expect(await ended(jobs, job)).toMatchObject({
      state: 'failed',
      stateReason: 'no word could be shouted',
    });
    wrong = false;
    expect(await jobs.resume(ANNA, job.id)).toMatchObject({ state: 'pending', stateReason: '' });
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', progress: { done: 2, failed: 0 } });
  });

  it('is refused when it has succeeded with everything, and stays as it was', async () => {
    const jobs = await open();
    await jobs.work(1);
    const job = await create(jobs);
    await ended(jobs, job);
    await expect(jobs.resume(ANNA, job.id)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'NOTHING_LEFT',
    });
    expect(await jobs.get(ANNA, job.id)).toMatchObject({ state: 'succeeded', generation: 1 });
  });

  it('is ended when it was cancelled after its last piece', async () => {
    const jobs = await open();
    const job = await create(jobs);
    await database.pool.query("UPDATE shouts.word SET state = 'done'");
    await database.pool.query('UPDATE shouts.shout SET done = 1');
    await jobs.cancel(ANNA, job.id);
    await jobs.work(1);
    await jobs.resume(ANNA, job.id);
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', generation: 2 });
  });

  it('in the instant it failed meets no work of its past', async () => {
    const begun: string[] = [];
    const jobs = await open(async (word) => {
      begun.push(word);
      return word.toUpperCase();
    });
    const store = new JobStore(database, 'shouts', new Shouts(database, aloud));
    const job = await create(jobs, { words: ['a', 'b', 'c'] });
    const past = await store.begin(job.id, 1);
    // As a process leaves it that dies before it takes the other pieces out of the queue.
    expect(await store.end(past ?? job, { state: 'failed', reason: 'INTERNAL' })).toBe(true);
    const again = await jobs.resume(ANNA, job.id);
    expect(await store.begin(job.id, 1)).toBeUndefined();
    expect(await store.end(past ?? job, { state: 'failed', reason: 'INTERNAL' })).toBe(false);
    await store.explain(past ?? job, 'a process', 'of the past', 60_000);
    expect(await jobs.get(ANNA, job.id)).toMatchObject({ state: 'pending', stateReason: '' });
    expect(again.generation).toBe(2);
    await jobs.work(2);
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', progress: { done: 3 } });
    expect(begun.sort()).toEqual(['a', 'b', 'c']);
  });

  it('goes on while a piece of its past is still in flight', async () => {
    const { begun, shout, letGo } = held();
    let past = true;
    const jobs = await open((word, attempt) =>
      // Deaf to its signal, as a planner in the middle of a call may be.
      past ? shout(word, { ...attempt, signal: new AbortController().signal }) : aloud(word, attempt),
    );
    await jobs.work(2);
    const job = await create(jobs);
    await until(() => begun.length === 1);
    await jobs.cancel(ANNA, job.id);
    past = false;
    await jobs.resume(ANNA, job.id);
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', progress: { done: 1 } });
    letGo();
    await jobs.stop();
    expect(await jobs.get(ANNA, job.id)).toMatchObject({ state: 'succeeded', progress: { done: 1 } });
  });
});

describe('the work on jobs', () => {
  it('is shared by processes, the last two of which may end a job at once', async () => {
    const [here, there] = [await open(), await open()];
    await Promise.all([here.work(4), there.work(4)]);
    for (let round = 0; round < 5; round += 1) {
      const job = await create(here, { words: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] });
      expect(await ended(there, job)).toMatchObject({ state: 'succeeded', progress: { done: 8 } });
    }
  });

  it('is done on behalf of who made the job, as work that nobody waits for, in its books', async () => {
    const behalf: object[] = [];
    const books: object[] = [];
    const jobs = await openJobs({
      ...parts(new Shouts(database, aloud)),
      runAsJob: ({ caller, work: purpose }, work) => {
        behalf.push(caller);
        books.push(purpose);
        return work();
      },
    });
    opened.push(jobs);
    await jobs.work(1);
    for (const asOperator of [false, true]) {
      const request = { ...ANNA, asOperator, requestId: '', digest: '', spec: { mark: '!' } };
      const job = await jobs.create(request, layWords(['hush']));
      await ended(jobs, job);
      expect(books.splice(0)).toEqual([{ class: 'batch', job: `shouts/${job.id}` }]);
    }
    expect(behalf).toEqual([
      { name: 'anna', operator: false },
      { name: 'anna', operator: true },
    ]);
  });

  it('is put back by a process that stops, and taken by another at once', async () => {
    const { begun, shout } = held();
    const stopping = await open(shout);
    await stopping.work(1);
    const job = await create(stopping, { words: ['a', 'b'] });
    await until(() => begun.length === 1);
    const other = await open();
    await stopping.stop();
    expect(await other.get(ANNA, job.id)).toMatchObject({ state: 'running' });
    await other.work(1);
    expect(await ended(other, job)).toMatchObject({ state: 'succeeded', progress: { done: 2 } });
  });

  it('is taken from a process that was killed', async () => {
    const jobs = await open();
    const job = await create(jobs, { words: ['quick', 'slow', 'last'] });
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'fixtures/shouting.ts'), database.connectionString],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(child, 'exit');
    for await (const word of createInterface({ input: child.stdout })) if (word === 'slow') break;
    child.kill('SIGKILL');
    await exited;
    expect(await shouted(job)).toEqual(['QUICK!', '', '']);
    await jobs.work(1);
    expect(await ended(jobs, job)).toMatchObject({ state: 'succeeded', progress: { done: 3 } });
  });

  it('finds pieces that the queue has lost, and only those', async () => {
    const [jobs, queue] = [await open(), await openShoutQueue()];
    const pieces = new PieceQueue(database, 'shouts', new Shouts(database, aloud), queue);
    const [lost, settled, cancelled] = [
      await create(jobs, { words: ['a', 'b'] }),
      await create(jobs, { words: ['c'] }),
      await create(jobs, { words: ['d'] }),
    ];
    await jobs.cancel(ANNA, cancelled.id);
    expect(await pieces.sendLost()).toBe(0);
    await database.pool.query('DELETE FROM shouts_queue.job');
    await database.pool.query("UPDATE shouts.word SET state = 'done' WHERE job = $1", [settled.id]);
    expect(await pieces.sendLost()).toBe(3);
    expect(await pieces.sendLost()).toBe(0);
    await database.pool.query('DELETE FROM shouts_queue.job');
    await jobs.work(1);
    expect(await ended(jobs, lost)).toMatchObject({ state: 'succeeded', progress: { done: 2 } });
    expect(await ended(jobs, settled)).toMatchObject({
      state: 'failed',
      stateReason: 'no word could be shouted',
    });
    expect(await jobs.get(ANNA, cancelled.id)).toMatchObject({ state: 'cancelled', progress: { done: 0 } });
  });
});

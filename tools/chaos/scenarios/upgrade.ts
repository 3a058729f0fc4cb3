import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Rookery } from '@rookery/shared-client';
import { AgentServiceDefinition, RunServiceDefinition } from '@rookery/shared-contracts';
import { OwnPostgres } from '@rookery/shared-database/testing';
import {
  hasOwnNames,
  ReplicatedPlatform,
  SERVICES,
  untilServing,
  type Replica,
  type ServiceName,
  type ServiceProcess,
} from '@rookery/shared-platform-processes';
import { processesAreWell } from '../invariants/process-health.ts';
import {
  nothingIsAskedAfterwards,
  nothingIsAskedAgain,
  nothingIsLeftOver,
  resultsAreExact,
} from '../invariants/results.ts';
import { between, oneOf } from '../random.ts';
import type { Held, OwnScenario, Terms } from '../scenario.ts';
import { Upstream } from '../stage/upstream.ts';
import { Kept } from '../upgrade/kept.ts';
import { keysFor, nothingLiesPlain, switchOnKeys } from '../upgrade/content-keys.ts';
import { layOut, oldRevision } from '../upgrade/old-checkout.ts';
import { BenchmarkRun } from '../work/benchmark-run.ts';
import { Conversations } from '../work/conversations.ts';
import { WatchingCaller } from '../work/watching-caller.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PEOPLE = 3;
/** By which questions of conversations are told from those of the run. */
const TALK = 'Between us: ';
/** By which those of the run are told that the old version is given after the schemas have moved on. */
const LATE = 'By the way: ';
/** And those of a run that is under way when the keys of contents are switched on. */
const MEANWHILE = 'All the while: ';
const REPETITIONS = 3;
/** Between a replica's leaving its name and its end, as the chart has it. */
const NOTICE_MS = 5000;
/** A start that fails has failed by then, in milliseconds. */
const START_MS = 20_000;
/** Deployments are rolled out side by side, in an order that nobody knows, in milliseconds. */
const SPREAD_MS = 5000;

export const upgrade: OwnScenario = {
  name: 'upgrade',
  says: 'replicas of an old version beside new ones, while the schemas move on under both, in a run and conversations',
  times: 3,
  lacks: (from) => {
    if (!hasOwnNames()) return 'a user that may mount';
    if (oldRevision(from) !== undefined) return undefined;
    return from === undefined ? "git and this checkout's history" : `a commit ${from} in git`;
  },
  async perform(terms) {
    const revision = oldRevision(terms.from) ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'rookery-upgrade-'));
    const old = join(folder, 'old');
    await using opened = new AsyncDisposableStack();
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    terms.say(`from ${revision.slice(0, 12)}, with packages of its own`);
    await layOut(revision, old);
    const postgres = opened.adopt(await OwnPostgres.start(), (open) => open.remove());
    const upstream = opened.adopt(await Upstream.start(terms.answers, [20, 80]), (open) => open.close());
    const keys = join(folder, 'content-keys');
    const variables = (service: ServiceName): Readonly<Record<string, string>> =>
      terms.keys === true ? keysFor(service, keys) : {};
    const before = SERVICES.map((service): Replica => ({
      service,
      number: 1,
      checkout: old,
      variables: variables(service),
    }));
    const after = SERVICES.map((service): Replica => ({ service, number: 2, variables: variables(service) }));
    const platform = opened.adopt(
      await ReplicatedPlatform.start({
        databaseUrl: postgres.connectionString(),
        replicas: before,
        variables: {
          ROOKERY_SIMULATED_MODELS: 'off',
          OPENAI_BASE_URL: upstream.baseUrl,
          ROOKERY_EMBEDDER: 'lexical',
        },
      }),
      (open) => open.stop(),
    );
    try {
      return await performed(terms, { postgres, upstream, platform, before, after, keys });
    } catch (caught) {
      return { wrong: [`${String(caught)}\n${platform.output.slice(-4000)}`], disturbances: 0 };
    }
  },
};

interface Stage {
  readonly postgres: OwnPostgres;
  readonly upstream: Upstream;
  readonly platform: ReplicatedPlatform;
  /** The replicas of the old version. */
  readonly before: readonly Replica[];
  /** Those of the new one. */
  readonly after: readonly Replica[];
  /** The folder for keys of contents. */
  readonly keys: string;
}

async function performed({ random, times, say, keys }: Terms, stage: Stage): Promise<Held> {
  const { postgres, upstream, platform, before, after } = stage;
  const gateways = [before, after].map(([gateway]) => gateway && platform.addressOf(gateway)).join(',');
  await using opened = new AsyncDisposableStack();
  const client = (): Rookery => opened.use(new Rookery({ address: `ipv4:${gateways}` }));
  await serves(platform, before);
  const kept = await Kept.store(client());
  say('the old version has a data set, a run that has ended, a library and an open session');

  const asked = upstream.asked.length;
  const run = await BenchmarkRun.begin(client(), REPETITIONS, { requestId: 'unfinished' });
  await using watching = new WatchingCaller(client());
  await using talking = new Conversations(client, PEOPLE, TALK);
  await run.reaches(0.15);
  await migrate(postgres.connectionString());
  say(`the schemas are new, and the old version goes on: ${ends(watching)}`);
  const late = await BenchmarkRun.begin(client(), 1, { requestId: 'late', mark: LATE });
  await run.reaches(0.4);

  const wrong: string[] = [];
  const restarted = new Set<Replica>();
  for (let kill = 1; kill <= times; kill += 1) {
    const replica = oneOf(before, random);
    restarted.add(replica);
    const process = await platform.restart(replica);
    const refusal = await refusalOf(process);
    const { service } = replica;
    say(
      `an old ${service} that starts again ${refusal === undefined ? 'goes on' : `refuses: ${refusal.message}`}`,
    );
    if (refusal !== undefined && !refusal.isClear)
      wrong.push(`an old ${service} ended with: ${refusal.message}`);
  }
  await Promise.all(
    SERVICES.map(async (service, index) => {
      const [old, fresh] = [before[index], after[index]];
      if (old === undefined || fresh === undefined) return;
      await sleep(between(0, SPREAD_MS, random));
      platform.add(fresh);
      await isReady(platform, fresh);
      const gone = platform.remove(old, NOTICE_MS);
      // One that refuses to start may be told to stop in the middle of it.
      await (restarted.has(old) ? gone.catch(() => undefined) : gone);
      say(`${service} is new`);
    }),
  );
  say(`the old replicas are gone: ${ends(watching)}`);
  const { state, samplesDone, samplesFailed, samplesUnscored } = await run.end();
  await late.end();
  say(
    `the run ended in state ${state} with ${samplesDone} of ${run.samples}: ${samplesFailed} failed, ${samplesUnscored} unscored`,
  );
  const books = {
    postgres,
    upstream: {
      asked: upstream.asked
        .slice(asked)
        .filter(({ words }) => ![TALK, LATE].some((mark) => words.includes(mark))),
      wentWrong: 0,
    },
    disturbances: before.length + times,
  };
  const meanwhile = await BenchmarkRun.begin(client(), 1, { requestId: 'meanwhile', mark: MEANWHILE });
  if (keys !== true) {
    await meanwhile.reaches(0.3);
    await switchOnKeys(platform, after, stage.keys);
    say(`the planner and the benchmark have keys of contents: ${ends(watching)}`);
  }
  const ended = await meanwhile.end();
  if (ended.samplesFailed > 0) wrong.push(`${ended.samplesFailed} samples failed while keys came`);
  await talking.stop();
  await watching.stop();
  say(`${talking.ended} conversations`);
  wrong.push(
    ...(await kept.compare(client())),
    ...(await resultsAreExact(books, run)),
    ...(await resultsAreExact(books, late)),
    ...(await resultsAreExact(books, meanwhile)),
    ...(await nothingLiesPlain(postgres)),
    ...nothingIsAskedAgain(books),
    ...(await nothingIsAskedAfterwards(books, run)),
    ...(await nothingIsLeftOver(books, run)),
    ...processesAreWell(platform),
    ...talking.wrong,
    ...new Set(watching.wrong),
  );
  if (samplesFailed > 0) wrong.push(`${samplesFailed} samples failed`);
  return { wrong, disturbances: books.disturbances };
}

/** Waits until runs and conversations can be had of these. */
async function serves(platform: ReplicatedPlatform, replicas: readonly Replica[]): Promise<void> {
  const needs = { benchmark: RunServiceDefinition.fullName, planner: AgentServiceDefinition.fullName };
  for (const replica of replicas) {
    const { service } = replica;
    if (service === 'benchmark' || service === 'planner')
      await untilServing(platform.addressOf(replica), needs[service], []);
  }
}

/** Waits until a probe of the chart would call it ready. */
function isReady(platform: ReplicatedPlatform, replica: Replica): Promise<void> {
  return untilServing(platform.addressOf(replica), replica.service === 'gateway' ? 'live' : '', []);
}

/** As the chart's hook does it: each service of the new version brings its schemas forward. */
async function migrate(databaseUrl: string): Promise<void> {
  for (const service of SERVICES) {
    const main = join(ROOT, 'apps', service, 'src/main.ts');
    await promisify(execFile)(process.execPath, [main, 'migrate'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
    });
  }
}

const ends = ({ ends: counts }: WatchingCaller): string =>
  [...counts].map(([end, count]) => `${count} ${end}`).join(', ');

/** Why a process ends that was just started; undefined when it goes on. */
async function refusalOf(
  process: ServiceProcess,
): Promise<{ readonly message: string; readonly isClear: boolean } | undefined> {
  const late = performance.now() + START_MS;
  while (!process.hasEnded && performance.now() < late) await sleep(100);
  if (!process.hasEnded) return undefined;
  const last = process.output.trim().split('\n').at(-1) ?? '';
  const message = /"message":"([^"]*)"/.exec(last)?.[1] ?? last.slice(0, 400);
  return { message, isClear: message.includes('written by a newer Rookery') };
}

// What the platform's own routing costs and gains, with model servers that answer at a known pace (no model is asked): a gateway as
// a process, workers and servers in this one.
//
// added_p50, added_p99     milliseconds that a call takes longer through routing and a worker than straight to the server, one at a
//                          time and by turns; ratio: to the time that the server takes
// uneven_throughput        calls per second over eight workers whose servers differ 16 times in slots and pace, 64 calls in flight, each
//                          with an id as the platform's calls have; ratio: to what the servers can do together (goal 0.95)
// uneven_by_count          the same, sent to whoever has the fewest calls in flight
// person_beside_run        median time in milliseconds for the answer to a person while a run keeps 64 calls in flight at the same
//                          worker of 16 places; ratio: to the same without the run (goal: under 2)
// person_without_class     the same when the call does not say that somebody waits
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  InferenceServiceDefinition,
  Purpose,
  Role,
  type InferenceServiceClient,
} from '@rookery/shared-contracts';
import { runAsJob, type WorkClass } from '@rookery/shared-runtime';
import { client, connect } from '@rookery/shared-transport';
import { Fleet, MODEL } from './router/fleet.ts';
import { ClosedLoop, percentile, print, timed } from './router/measure.ts';
import { startSlowServer } from './router/slow-server.ts';

const { signal } = new AbortController();
const request = () => ({
  requestId: randomUUID(),
  model: MODEL,
  purpose: Purpose.ANSWER,
  messages: [{ role: Role.USER, content: 'hello' }],
});
const as = <Result>(workClass: WorkClass, name: string, work: () => Promise<Result>): Promise<Result> =>
  runAsJob({ signal, work: { class: workClass, job: '' }, caller: { name, operator: false } }, work);

/** Calls of each way, and the server's own time for an answer in milliseconds. */
const LATENCY = { warmUp: 100, calls: 500, answerMs: 20 } as const;

async function addedLatency(): Promise<void> {
  const { server } = await startSlowServer(4, LATENCY.answerMs);
  const fleet = await Fleet.start();
  try {
    await fleet.add('only', server.baseUrl);
    const body = JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'hello' }] });
    const headers = { 'content-type': 'application/json' };
    const direct = async (): Promise<void> => {
      const response = await fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', headers, body });
      await response.json();
    };
    const routed = () => fleet.inference.generate(request(), { signal });
    const times = { direct: [] as number[], routed: [] as number[] };
    for (let call = 0; call < LATENCY.warmUp + LATENCY.calls; call += 1) {
      const [straight, through] = [await timed(direct), await timed(routed)];
      if (call < LATENCY.warmUp) continue;
      times.direct.push(straight);
      times.routed.push(through);
    }
    for (const percent of [50, 99]) {
      const [of, through] = [percentile(times.direct, percent), percentile(times.routed, percent)];
      print(
        `added_p${percent}`,
        through - of,
        'ms',
        `p${percent} straight to the server`,
        (through - of) / of,
      );
    }
  } finally {
    await fleet.stop();
    await server.close();
  }
}

/** Slots and milliseconds for an answer. */
const UNEVEN = [
  [1, 400],
  [1, 800],
  [2, 400],
  [2, 800],
  [4, 400],
  [4, 800],
  [8, 400],
  [8, 800],
] as const;
const THROUGHPUT = { inFlight: 64, warmUpMs: 15_000, measuredMs: 20_000 } as const;

async function unevenThroughput(): Promise<void> {
  const servers = await Promise.all(UNEVEN.map(([slots, ms]) => startSlowServer(slots, ms)));
  const ideal = servers.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const fleet = await Fleet.start();
  try {
    const addresses: string[] = [];
    for (const [index, { server }] of servers.entries()) {
      addresses.push(await fleet.add(`w${index}`, server.baseUrl));
    }
    const routed = () => as('batch', 'lab', () => fleet.inference.generate(request(), { signal }));
    const baseline = 'what the servers can do together';
    const reached = await rateOf(routed);
    print('uneven_throughput', reached, 'calls/s', baseline, reached / ideal);
    const channels = addresses.map((address) => connect(address));
    const counted = await rateOf(
      byCount(channels.map((channel) => client(InferenceServiceDefinition, channel))),
    );
    print('uneven_by_count', counted, 'calls/s', baseline, counted / ideal);
    for (const channel of channels) channel.close();
  } finally {
    await fleet.stop();
    await Promise.all(servers.map(({ server }) => server.close()));
  }
}

async function rateOf(call: () => Promise<unknown>): Promise<number> {
  const loop = new ClosedLoop(THROUGHPUT.inFlight, call);
  await pause(THROUGHPUT.warmUpMs);
  const [ended, begun] = [loop.ended, performance.now()];
  await pause(THROUGHPUT.measuredMs);
  const rate = ((loop.ended - ended) * 1000) / (performance.now() - begun);
  await loop.stop();
  return rate;
}

function byCount(workers: readonly Pick<InferenceServiceClient, 'generate'>[]): () => Promise<unknown> {
  const inFlight = workers.map(() => 0);
  return async () => {
    const fewest = inFlight.indexOf(Math.min(...inFlight));
    inFlight[fewest] = (inFlight[fewest] ?? 0) + 1;
    try {
      await workers[fewest]?.generate(request());
    } finally {
      inFlight[fewest] = (inFlight[fewest] ?? 1) - 1;
    }
  };
}

const PERSON = { places: 16, answerMs: 300, runCalls: 64, asked: 40, pauseMs: 150 } as const;

async function personBesideRun(): Promise<void> {
  const { server } = await startSlowServer(PERSON.places, PERSON.answerMs);
  const fleet = await Fleet.start();
  try {
    await fleet.add('only', server.baseUrl, { ROOKERY_WORKER_CAPACITY: String(PERSON.places) });
    const ask = () => fleet.inference.generate(request(), { signal });
    const medianAs = async (workClass: WorkClass): Promise<number> => {
      const times: number[] = [];
      for (let asked = 0; asked < PERSON.asked; asked += 1) {
        await pause(PERSON.pauseMs);
        times.push(await timed(() => as(workClass, 'app', ask)));
      }
      return percentile(times, 50);
    };
    const alone = await medianAs('interactive');
    const run = new ClosedLoop(PERSON.runCalls, () => as('batch', 'lab', ask));
    await pause(2 * PERSON.answerMs);
    const beside = await medianAs('interactive');
    const unsaid = await medianOfSameKey(ask);
    await run.stop();
    const baseline = 'without the run';
    print('person_beside_run', beside, 'ms', baseline, beside / alone);
    print('person_without_class', unsaid, 'ms', baseline, unsaid / alone);
  } finally {
    await fleet.stop();
    await server.close();
  }
}

/** As one more call of the run: in its class, and in its line. */
async function medianOfSameKey(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let asked = 0; asked < PERSON.asked / 2; asked += 1) {
    await pause(PERSON.pauseMs);
    times.push(await timed(() => as('batch', 'lab', ask)));
  }
  return percentile(times, 50);
}

await addedLatency();
await unevenThroughput();
await personBesideRun();

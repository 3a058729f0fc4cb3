import { describe, expect, it } from '@jest/globals';
import { constantRate, runLoad, type LoadTarget, type Outcome, type ServerLoad } from '@rookery/cli-load';
import { figuresOf, kneeSentence } from './summary.ts';
import { loadReportAsHtml } from './html.ts';
import { loadReportAsJson } from './json.ts';
import { madeWith } from './made-with.ts';
import { missingServerFigures, serverRows } from './server-table.ts';
import { secondsAsCsv } from './csv.ts';
import { type KneeReport, type LoadReport } from './load-report.ts';

const HOSTILE = '<script>alert("x")</script> & co';

async function reportOf(outcomeOf: (index: number) => Outcome, knee?: KneeReport): Promise<LoadReport> {
  const target: LoadTarget = {
    title: HOSTILE,
    lastFailure: undefined,
    start: (index) => ({ outcome: Promise.resolve(outcomeOf(index)), cancel: () => undefined }),
    close: () => undefined,
  };
  const plan = {
    profile: constantRate(100, 0.4),
    spacing: 'even' as const,
    seed: 1,
    warmUpSeconds: 0,
    maxCalls: 1_000,
    maxInFlight: 1_000,
    timeoutMs: 1_000,
  };
  return {
    title: target.title,
    notes: [HOSTILE],
    startedAt: new Date(0),
    madeWith: madeWith('1.2.3', ['load', 'echo', "it's"]),
    settings: { rate: '100', spacing: 'even', seed: 1, warmUpSeconds: 0, timeoutMs: 1_000, connections: 1 },
    result: await runLoad(target, plan, new AbortController().signal),
    knee,
  };
}

const probe = { reason: 'doubling', lagP99Ms: 0, achievedRate: 9, processes: [] } as const;
const KNEE: KneeReport = {
  rate: 10,
  goodput: 9,
  end: 'found',
  p99LimitMs: 50,
  probes: [
    { ...probe, rate: 10, p99Ms: 20, passed: true },
    { ...probe, rate: 20, p99Ms: Infinity, passed: false },
  ],
};

describe('the page', () => {
  it('needs nothing else and shows text as text', async () => {
    const page = await loadReportAsHtml(
      await reportOf((index) => (index % 4 === 0 ? 'UNAVAILABLE' : 'OK'), KNEE),
    );
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)|https?:/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page.match(/<figure /g)).toHaveLength(5);
    for (const word of ['UNAVAILABLE', 'Knee: 10 calls/s', 'p99', '100 calls/s'])
      expect(page).toContain(word);
  });

  it('can say that nothing was answered', async () => {
    const none: KneeReport = {
      ...KNEE,
      rate: undefined,
      goodput: undefined,
      end: 'target is slower',
      probes: [],
    };
    const page = await loadReportAsHtml(await reportOf(() => 'UNAVAILABLE', none));
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).toContain('No knee');
  });
});

describe('a headline', () => {
  const tilesOf = (page: string): string => /<div class="tiles">.*?<\/div><\/div>/s.exec(page)?.[0] ?? '';

  it('never says more than the small print', async () => {
    const report = await reportOf(() => 'OK', { ...KNEE, end: 'generator' });
    const tiles = tilesOf(await loadReportAsHtml(report));
    expect(tiles).toContain('passed; no knee (ended: generator)');
    expect(tiles).toContain('p99: 40 calls are too few for one');
    expect(tilesOf(await loadReportAsHtml({ ...report, knee: KNEE }))).toContain('<span>knee</span>');
    const failing = { ...report.result, ofAll: { ...report.result.ofAll, p99: Infinity } };
    const tile = '<b>no answer</b><span>p99 latency, failures as infinite</span>';
    expect(tilesOf(await loadReportAsHtml({ ...report, result: failing }))).toContain(tile);
  });
});

describe('the other forms', () => {
  it('agree on the number of calls', async () => {
    const report = await reportOf((index) => (index % 4 === 0 ? 'UNAVAILABLE' : 'OK'));
    const [head = '', ...rows] = secondsAsCsv(report.result.series, report.result.server)
      .trimEnd()
      .split('\r\n');
    expect(head).toBe('second,offered,p50_ms,p90_ms,p99_ms,max_ms,OK,UNAVAILABLE');
    const total = (column: number): number =>
      rows.reduce((sum, row) => sum + Number(row.split(',')[column]), 0);
    expect([total(1), total(6), total(7)]).toEqual([40, 30, 10]);
    const json = JSON.parse(loadReportAsJson(report)) as LoadReport;
    expect(json.result.outcomes).toEqual({ OK: 30, UNAVAILABLE: 10 });
    expect(json.result.p99OfAll).toBeNull();
    const figures = new Map(figuresOf(report));
    expect(figures.get('p99 with failures as infinite')).toBe('not of 40 (needs 200)');
    expect(figures.get('latency p90')).toMatch(/ms$/);
    expect(figures.get('latency p99.9')).toBe('not of 30 (needs 2,000)');
  });

  it('say with what they were made', async () => {
    const figures = new Map(figuresOf(await reportOf(() => 'OK')));
    expect(figures.get('command')).toBe("rookery load echo 'it'\\''s'");
    expect(figures.get('versions')).toBe(`rookery 1.2.3, Node ${process.versions.node}`);
    expect(figures.get('machine')).toMatch(/^\d+ cores \(.*\), \d+ GiB, /);
  });

  it('say how the search for the knee ended', () => {
    expect(kneeSentence(KNEE)).toBe('Knee: 10 calls/s with p99 at most 50 ms, 9 OK answers/s.');
    expect(kneeSentence({ ...KNEE, end: 'generator' })).toContain('generator, not the target');
    expect(kneeSentence({ ...KNEE, end: 'interrupted' })).toContain('Unconfirmed');
    expect(kneeSentence({ ...KNEE, end: 'probes', goodput: undefined })).toContain('none OK answers/s');
  });
});

const load = { cores: 2, eventLoopDelayP50Ms: 0.5, eventLoopDelayP99Ms: 30 };
const planner = { ...load, name: 'planner', cpuCores: 1.5 };
const worker = { ...load, name: 'worker "a", big', cpuCores: 0.1, eventLoopDelayP99Ms: undefined };
const stage = { fromSecond: 0, toSecond: 1, fromRate: 10, toRate: 50, processes: [planner, worker] };
const SERVER: ServerLoad = {
  notOffered: undefined,
  silent: ['judge'],
  processes: stage.processes,
  stages: [stage, { ...stage, fromSecond: 1, toSecond: 2, fromRate: 50, processes: [planner] }],
  seconds: [stage.processes, [planner]],
};

describe('the processes behind the target', () => {
  it('are told by phase, by second and as charts', async () => {
    const report = await reportOf(() => 'OK');
    const [second] = report.result.series;
    expect(serverRows(SERVER)).toEqual([
      ['0 to 1 s, 10..50/s', 'planner', '1.50 of 2 cores', 'under 1 ms', '30 ms'],
      ['', 'worker "a", big', '0.10 of 2 cores', 'under 1 ms', 'none'],
      ['1 to 2 s, 50/s', 'planner', '1.50 of 2 cores', 'under 1 ms', '30 ms'],
    ]);
    expect(missingServerFigures(SERVER)).toMatch(/^CPU and event loop of judge: not offered/);
    const [head, row] = secondsAsCsv(second === undefined ? [] : [second], SERVER).split('\r\n');
    expect(head).toContain(
      ',planner CPU cores,planner event loop p50 ms,planner event loop p99 ms,"worker ""a"", big',
    );
    expect(row).toMatch(/,1\.5,0\.5,30,0\.1,0\.5,$/);
    const page = await loadReportAsHtml({ ...report, result: { ...report.result, server: SERVER } });
    expect(page.match(/<figure /g)).toHaveLength(6);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('are said not to be offered when they are not', async () => {
    const report = await reportOf(() => 'OK');
    expect(missingServerFigures(report.result.server)).toContain('not offered');
    expect(await loadReportAsHtml(report)).toContain('not offered');
  });
});

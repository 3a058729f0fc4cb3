import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PATIENCE_MS } from '@rookery/shared-platform-processes';
import { parse } from 'yaml';
import { FOLDER, nameOf, readBoards, type Target } from './boards.ts';
import { ASSUMED_SCRAPE_SECONDS, asGrafana, intervalOf, type Shown } from './watched/as-grafana.ts';
import { hasPrometheus, OwnPrometheus, type Series } from './watched/own-prometheus.ts';
import { WatchedPlatform } from './watched/watched-platform.ts';
import { doOneRound } from './watched/work.ts';

/** The repository's, whose ports are those of docs/observability.md. */
const CONFIGURATION = readFileSync(`${FOLDER}/prometheus.yaml`, 'utf8');
const FIRST_PORT = 9600;
/** So that nobody waits for scrapes; the data source of Grafana is told. */
const SCRAPE_SECONDS = 1;
/** A rate takes two. */
const ROUNDS = 2;

const boards = readBoards();
const targets = boards.flatMap(({ title: board, panels }) =>
  panels.flatMap(({ title, targets: own = [] }) =>
    own.map((target) => [`${board}: ${title}: ${target.legendFormat}`, target] as const),
  ),
);

/** Graphs of how often something happened that cannot be made to happen here, by their words, and why. They show that it did not. */
const NEVER: ReadonlyMap<string, string> = new Map([
  ['Deleted because its time was over', 'nothing on a new platform is old enough'],
]);

const isHowOften = ({ expr }: Target): boolean => /\b(rate|increase)\(/.test(expr);

const numbersOf = (series: readonly Series[]): number[] =>
  series.flatMap(({ values }) => values.map(([, value]) => Number(value)));

(hasPrometheus ? describe : describe.skip)('dashboards of a platform at work (needs prometheus)', () => {
  let platform: WatchedPlatform;
  let prometheus: OwnPrometheus;
  let shown: Shown;

  beforeAll(async () => {
    const from = Date.now() / 1000;
    platform = await WatchedPlatform.start();
    const configuration = CONFIGURATION.replace(/127\.0\.0\.1:(\d+)/g, (_, port: string) =>
      [`127.0.0.1`, Number(port) - FIRST_PORT + platform.firstMetricsPort].join(':'),
    ).replaceAll(`${ASSUMED_SCRAPE_SECONDS}s`, `${SCRAPE_SECONDS}s`);
    prometheus = await OwnPrometheus.start(configuration);
    // What has begun is seen to go on.
    await prometheus.hasSeenAll();
    for (let round = 1; round <= ROUNDS; round += 1) {
      await doOneRound(platform, round);
      await prometheus.hasSeenAll();
    }
    shown = { from, to: Date.now() / 1000, scrapeSeconds: SCRAPE_SECONDS };
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    await platform?.[Symbol.asyncDispose]();
  }, PATIENCE_MS);

  const drawn = (expr: string): Promise<readonly Series[]> =>
    prometheus.range(asGrafana(expr, shown), shown.from, shown.to, intervalOf(shown));

  it('scrapes as often as Grafana thinks, and finds each service at its port', async () => {
    const { global } = parse(CONFIGURATION) as { global: { scrape_interval: string } };
    expect(global.scrape_interval).toBe(`${ASSUMED_SCRAPE_SECONDS}s`);
    const found = await prometheus.targets();
    expect(found.map(({ health }) => health)).toEqual(Array(6).fill('up'));
    for (const [service, own] of [
      ['gateway', 'rookery_gateway_workers'],
      ['inference-worker', 'rookery_worker_places_limit'],
      ['judge', 'rookery_verdicts_total'],
      ['planner', 'rookery_searches_limit'],
      ['benchmark', 'rookery_samples_total'],
      ['chat', 'rookery_http_requests_total'],
    ]) {
      const of = await drawn(own ?? '');
      expect([own, new Set(of.map(({ metric }) => metric['service']))]).toEqual([own, new Set([service])]);
    }
  });

  it.each(targets)('%s has lines with numbers', async (words, target) => {
    const series = await drawn(target.expr);
    const numbers = numbersOf(series).filter(Number.isFinite);
    expect(numbers.length).toBeGreaterThan(0);
    // Every label that the legend names is there.
    const names = Array.from(target.legendFormat.matchAll(/\{\{(\w+)\}\}/g), ([, name = '']) => name);
    for (const { metric } of series) expect(Object.keys(metric)).toEqual(expect.arrayContaining(names));
    if (!isHowOften(target)) return;
    const never = [...NEVER.keys()].some((one) => words.includes(one));
    expect([words, Math.max(...numbers) > 0]).toEqual([words, !never]);
  });

  it('draws no two lines of a panel under one name, and none under one with its package', async () => {
    for (const panel of boards.flatMap(({ panels }) => panels)) {
      const names: string[] = [];
      for (const target of panel.targets ?? [])
        for (const { metric } of await drawn(target.expr)) names.push(nameOf(panel, target, metric));
      expect([panel.title, names.toSorted()]).toEqual([panel.title, [...new Set(names)].toSorted()]);
      expect(names.filter((name) => /^rookery\.|^ |^$/.test(name))).toEqual([]);
    }
  });

  it('counts what is rare from the first one on', async () => {
    const counted = async (expr: string): Promise<number> =>
      Math.round(Math.max(...numbersOf(await drawn(expr))));
    const erasures = await counted('sum(increase(rookery_erasures_total[1d]))');
    const crises = await counted(
      'sum(increase(rookery_crisis_notices_total{by="chat", level="crisis"}[1d]))',
    );
    expect({ erasures, crises }).toEqual({ erasures: ROUNDS, crises: ROUNDS });
  });

  it('is asked which Prometheus to take, and for nothing else', () => {
    for (const { templating } of boards)
      expect(templating.list.map(({ type, query }) => [type, query])).toEqual([['datasource', 'prometheus']]);
  });

  it('takes every rule, and none fires on a platform that is well', async () => {
    const rules = await prometheus.rules();
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules.filter(({ state }) => state === 'firing')).toEqual([]);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { metricList } from '@rookery/shared-metrics';
import { parse } from 'yaml';
import { FOLDER, readBoards } from './boards.ts';
import { METRICS_PAGE, metricsPage } from './metrics-page.ts';

const known = await metricList();

/** As Prometheus has them: a histogram is three series. */
const series = new Set([
  'up',
  'ALERTS',
  ...known.flatMap(({ name, type }) =>
    type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
  ),
]);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

const alerts = (parse(readFileSync(`${FOLDER}/alerts.yaml`, 'utf8')) as Rules).groups.flatMap(
  ({ rules }) => rules,
);
const boards = readBoards();

/** Names of series in an expression: what is neither in braces or quotation marks, nor a label, a function or a keyword. */
function seriesIn(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/[a-zA-Z_][\w:]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !/^(and|or|unless|by|without|on|e\d+|sum|min|max|count|avg)$/.test(name));
}

const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...boards.flatMap(({ panels }) =>
    panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ),
];

describe('metrics', () => {
  it('are all on their page (npm run generate:metrics)', async () => {
    expect(readFileSync(METRICS_PAGE, 'utf8')).toBe(await metricsPage());
  });

  it('have their unit in their name', () => {
    for (const { name, type } of known) {
      if (type === 'counter') expect(name).toMatch(/_total$/);
      else expect(name).not.toMatch(/_total$/);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(name).not.toMatch(/_(ms|millis\w*|minutes|kb|mb)(_|$)/);
    }
  });

  it('have no label for whom something was done', () => {
    const labels = new Set(known.flatMap(({ labels: own }) => own));
    expect(
      [...labels].filter((label) =>
        /key|caller|owner|person|user|session|query|request|run$|id$|text/.test(label),
      ),
    ).toEqual([]);
  });
});

describe('dashboards and alert rules', () => {
  it.each(expressions)('"%s" asks for series that there are', (_title, expr) => {
    const names = seriesIn(expr);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !series.has(name))).toEqual([]);
  });

  it('have titles and ids of their own, and panels that lie beside one another', () => {
    expect(boards.map(({ title }) => title)).toEqual(['Rookery: platform', 'Rookery: work']);
    for (const { panels } of boards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        expect(x + w).toBeLessThanOrEqual(24);
        return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
      });
      expect(new Set(cells).size).toBe(cells.length);
    }
  });

  it('show every metric of the platform, on a dashboard or in a rule', () => {
    const asked = new Set(expressions.flatMap(([, expr]) => seriesIn(expr)));
    const forgotten = known.filter(({ name, type }) => {
      const own = type === 'histogram' ? [`${name}_bucket`] : [name];
      return !own.some((one) => asked.has(one));
    });
    expect(forgotten.map(({ name }) => name)).toEqual([]);
  });

  it('have a test for every rule', () => {
    const tests = readFileSync(`${FOLDER}/alerts.test.yaml`, 'utf8');
    for (const { alert } of alerts) {
      expect(tests).toContain(`alertname: ${alert}, exp_alerts: []`);
      expect(tests).toContain(`{alertname="${alert}"}`);
    }
  });
});

const withPromtool = spawnSync('promtool', ['--version']).status === 0 ? it : it.skip;

describe('promtool (needs promtool)', () => {
  withPromtool('reads the configuration and its rules', () => {
    execFileSync('promtool', ['check', 'config', 'prometheus.yaml'], { cwd: FOLDER });
  });

  withPromtool('sees every rule fire where it should, and only there', () => {
    execFileSync('promtool', ['test', 'rules', 'alerts.test.yaml'], { cwd: FOLDER });
  });
});

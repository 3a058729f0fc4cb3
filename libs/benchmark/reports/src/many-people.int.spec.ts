import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunRecord } from '@rookery/benchmark-storage';
import { IntervalMethod, Status, type Report } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { buildReport } from './build-report.ts';
import { madeUpRun } from './testing.ts';

describe('a report over many people', () => {
  let database: Database;
  let run: RunRecord;
  let report: Report;

  beforeAll(async () => {
    database = await testDatabase();
    run = await madeUpRun(database, { scenarios: 400, people: 120, models: 3 });
    report = await buildReport(database, run);
  });
  afterAll(() => database.close());

  it('makes its intervals by t', () => {
    const tests = [...report.gains, ...report.differences].map(({ test }) => test?.method);
    expect(tests).toHaveLength(3 * 4 + 4 * 3);
    expect(new Set(tests)).toEqual(new Set([IntervalMethod.STUDENT_T]));
  });

  it('gives every model a range of ranks that holds its place, and the same when it is asked again', async () => {
    for (const status of [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT, Status.PLANNER]) {
      const places = report.leaderboard.filter((place) => place.status === status);
      expect(places).toHaveLength(3);
      places.forEach(({ bestRank, worstRank }, place) => {
        expect(bestRank).toBeLessThanOrEqual(place + 1);
        expect(worstRank).toBeGreaterThanOrEqual(place + 1);
      });
    }
    const again = await buildReport(database, run);
    expect(again.leaderboard).toEqual(report.leaderboard);
  });

  it('tells models apart where their ranks do not meet, and not where one resample in two turns them round', () => {
    for (const { status, model, other, test } of report.differences) {
      const rank = (name: string): { best: number; worst: number } => {
        const found = report.leaderboard.find((place) => place.status === status && place.model === name);
        return { best: found?.bestRank ?? Number.NaN, worst: found?.worstRank ?? Number.NaN };
      };
      // Clearly apart by resamples: also by the test before it is corrected.
      if (rank(model).worst < rank(other).best) expect(test?.pValue).toBeLessThan(0.2);
      if ((test?.correctedPValue ?? 1) < 0.001) expect(rank(model).worst).toBeLessThan(rank(other).worst);
    }
  });
});

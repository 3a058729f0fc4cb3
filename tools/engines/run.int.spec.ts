import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JobState,
  type Result,
  ResultReason,
  ResultState,
  type Run,
  Status,
} from '@rookery/shared-contracts';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import {
  finished,
  importRows,
  isScored,
  keyOf,
  LIBRARY,
  MOST_OUTPUT,
  planPaths,
  resultsOf,
  SETS,
  startRun,
} from './runs.ts';
import { TinyModel } from './tiny-model.ts';

const asked = process.env['ROOKERY_TEST_ENGINE'];
const { rows, statuses } = asked === 'short' ? SETS.short : SETS.whole;
const isGuided = [...statuses].some((status) => status === Status.PLANNER);
const LONG_MS = 3_600_000;

const wanted = asked !== undefined;
(wanted ? describe : describe.skip)(
  `a run of ${rows} rows in ${statuses.length} statuses on a real model (needs npm run test:engine)`,
  () => {
    const opened = new AsyncDisposableStack();
    let run: Run;
    let results: Result[];
    /** The run said that it waits for the server. */
    let waited = false;
    beforeAll(async () => {
      const engine = await TinyModel.start(console.error, {
        tokens: 3072,
        // More than calls at once: each keeps the beginning of the prompts that it had, which is most of them.
        atOnce: 6,
        threads: 1,
      });
      opened.defer(() => engine.kill());
      const platform = await Platform.start({
        OPENAI_BASE_URL: engine.baseUrl,
        ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: '900000',
        ROOKERY_OPENAI_MAX_OUTPUT_TOKENS: MOST_OUTPUT,
      });
      opened.defer(() => platform.stop());
      await importRows(platform);
      if (isGuided) await planPaths(platform);
      const name = await startRun(platform, {
        statuses: [...statuses],
        limit: rows,
        library: isGuided ? LIBRARY : '',
      });
      let restart: Promise<void> | undefined;
      run = await finished(platform, name, ({ samplesDone, samplesTotal, stateReason }) => {
        // In the middle its server dies, and is back once the run has seen that.
        if (samplesDone >= samplesTotal / 4) restart ??= engine.kill();
        if (/is away/.test(stateReason) && !waited) {
          waited = true;
          restart = restart?.then(() => engine.restart());
        }
      });
      await restart;
      results = await resultsOf(platform, name);
    }, LONG_MS);
    afterAll(() => opened.disposeAsync(), PATIENCE_MS);

    it('waits while its server is away, and ends with one result for each sample', () => {
      expect(waited).toBe(true);
      expect([JobState.SUCCEEDED, JobState.INCOMPLETE]).toContain(run.state);
      expect(run.samplesTotal).toBe(rows * statuses.length);
      expect(run.samplesDone).toBe(run.samplesTotal);
      expect(results).toHaveLength(run.samplesTotal);
      expect(new Set(results.map(keyOf)).size).toBe(run.samplesTotal);
      for (const status of statuses) {
        expect(results.filter((result) => result.status === status)).toHaveLength(rows);
      }
    });

    it('gives each a score of three whole numbers, or none and a reason', () => {
      for (const { state, reason, riskSensitivity, emotionalEmpathy, userAlignment, score } of results) {
        const scores = [riskSensitivity, emotionalEmpathy, userAlignment];
        if (state !== ResultState.SCORED) {
          expect([...scores, score]).toEqual([undefined, undefined, undefined, undefined]);
          expect(reason).not.toBe(ResultReason.UNSPECIFIED);
          continue;
        }
        expect(reason).toBe(ResultReason.UNSPECIFIED);
        for (const one of scores) expect([1, 2, 3, 4, 5]).toContain(one);
        expect(score).toBeCloseTo(scores.reduce<number>((sum, one) => sum + (one ?? 0), 0) / 3, 6);
      }
      expect(run.samplesUnscored + run.samplesFailed).toBe(results.filter((one) => !isScored(one)).length);
    });

    it('scores what the judge wrote, and nothing else', () => {
      for (const {
        state,
        reason,
        verdictWords,
        riskSensitivity,
        emotionalEmpathy,
        userAlignment,
      } of results) {
        if (state === ResultState.SCORED) {
          // The server keeps to the schema, so that what was whole is JSON.
          expect(JSON.parse(verdictWords)).toMatchObject({
            risk_sensitivity: { score: riskSensitivity },
            emotional_empathy: { score: emotionalEmpathy },
            user_alignment: { score: userAlignment },
          });
        } else if (reason === ResultReason.VERDICT_TRUNCATED) {
          expect(() => JSON.parse(verdictWords) as unknown).toThrow(SyntaxError);
        }
      }
    });

    it('blames nobody for an outage that it has waited out', () => {
      const blamed = new Set(results.map(({ reason }) => reason));
      for (const reason of [
        ResultReason.MODEL_SERVER_DOWN,
        ResultReason.JUDGE_UNAVAILABLE,
        ResultReason.UNAVAILABLE,
        ResultReason.NOT_FOUND,
      ]) {
        expect([reason, blamed.has(reason)]).toEqual([reason, false]);
      }
    });

    it('counts what it took', () => {
      const calls = results.reduce((sum, { usage }) => sum + (usage?.calls ?? 0), 0);
      expect(calls).toBeGreaterThanOrEqual(run.samplesTotal * 2);
      expect(run.usage?.calls).toBeGreaterThanOrEqual(calls);
    });
  },
);

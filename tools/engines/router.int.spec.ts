import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobState, type Result, ResultReason, type Run, Status } from '@rookery/shared-contracts';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import { finished, importRows, keyOf, MOST_OUTPUT, resultsOf, startRun } from './runs.ts';
import { Router } from './router.ts';
import { TinyModel } from './tiny-model.ts';

const ROWS = 10;
const LONG_MS = 3_600_000;

const wanted = process.env['ROOKERY_TEST_ENGINE'] === 'whole';
(wanted ? describe : describe.skip)(
  'a run through a router in front of two engines, of which one dies (needs npm run test:engine)',
  () => {
    let engines: readonly TinyModel[] = [];
    const opened = new AsyncDisposableStack();
    let run: Run;
    let results: Result[];
    /** Of the one that dies: tokens that it had written. */
    let written = 0;
    beforeAll(async () => {
      const settings = { tokens: 4096, atOnce: 1, threads: 1 };
      engines = await Promise.all([1, 2].map(() => TinyModel.start(console.error, settings)));
      for (const engine of engines) opened.defer(() => engine.kill());
      const router = await Router.start(
        console.error,
        engines.map(({ address }) => address),
      );
      opened.defer(() => router.kill());
      const platform = await Platform.start({
        OPENAI_BASE_URL: router.baseUrl,
        ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: '900000',
        ROOKERY_OPENAI_MAX_OUTPUT_TOKENS: MOST_OUTPUT,
      });
      opened.defer(() => platform.stop());
      await importRows(platform);
      const name = await startRun(platform, { statuses: [Status.VANILLA], limit: ROWS });
      let death: Promise<void> | undefined;
      const die = async (engine: TinyModel | undefined): Promise<void> => {
        written = (await engine?.metric('tokens_predicted_total')) ?? 0;
        await engine?.kill();
      };
      run = await finished(platform, name, ({ samplesDone, samplesTotal }) => {
        if (samplesDone < samplesTotal / 4 || death !== undefined) return;
        death = die(engines[0]);
      });
      await death;
      results = await resultsOf(platform, name);
    }, LONG_MS);
    afterAll(() => opened.disposeAsync(), PATIENCE_MS);

    it('has had answers of both', async () => {
      expect(written).toBeGreaterThan(0);
      expect(await engines[1]?.metric('tokens_predicted_total')).toBeGreaterThan(0);
      await expect(engines[0]?.slots()).rejects.toThrow();
    });

    it('ends with one result for each sample, none lost and none doubled', () => {
      expect([JobState.SUCCEEDED, JobState.INCOMPLETE]).toContain(run.state);
      expect(run.samplesDone).toBe(ROWS);
      expect(results).toHaveLength(ROWS);
      expect(new Set(results.map(keyOf)).size).toBe(ROWS);
    });

    it('has lost no sample to the dead one: the other has answered in its place', () => {
      const reasons = results.map(({ reason }) => reason);
      for (const lost of [
        ResultReason.MODEL_SERVER_DOWN,
        ResultReason.JUDGE_UNAVAILABLE,
        ResultReason.ANSWER_TORN,
      ]) {
        expect(reasons).not.toContain(lost);
      }
      expect(run.samplesFailed).toBe(0);
    });
  },
);

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from './testing/command.ts';
import { installedPython, pythonIsMissing } from './testing/python.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const SCORER = fileURLToPath(new URL('./testing/score_with_inspect.py', import.meta.url));
const READER = fileURLToPath(new URL('./testing/read_inspect_logs.py', import.meta.url));

/** What the reader says of a log. */
interface ReadLog {
  readonly model: string;
  readonly task: string;
  readonly status: string;
  readonly samples: number;
  readonly summaries: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly values: readonly number[];
  readonly inputs: readonly string[];
  readonly completions: readonly string[];
  readonly frame: { readonly rows: number; readonly evals: number; readonly columns: readonly string[] };
}

/** What an evaluation of scored samples came to. */
interface ScoredEval {
  readonly ids: readonly string[];
  readonly inputs: readonly string[];
  readonly models: readonly string[];
  readonly values: readonly { readonly score: number }[];
  readonly answers: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
}

let folder: string;

(pythonIsMissing() ? describe.skip : describe)(
  'a run as logs and scores of Inspect AI, read by the package itself (needs Python 3.10 with venv and pip)',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rookery-inspect-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('says the same there as here', async () => {
      const python = await installedPython(folder, ['inspect-ai==0.3.285', 'pandas', 'pyarrow']);
      await using platform = await RunningPlatform.start();
      const rookery = (...words: string[]) =>
        new Command(words, { ROOKERY_ADDRESS: platform.address }).finished();
      expect(
        (await rookery('experiment', 'context-gap', '--limit', '14', '--out', join(folder, 'out'))).exit,
      ).toBe(0);
      const report = JSON.parse(await readFile(join(folder, 'out/result.json'), 'utf8')) as {
        results: { runs: string[]; exhibits: { series: { points: { value: number }[] }[] }[] }[];
      };
      const [result] = report.results;
      const runs = result?.runs ?? [];
      const scoredFiles = runs.map((run) => join(folder, `${run.slice(5)}.jsonl`));
      for (const [index, run] of runs.entries()) {
        const written = ['--inspect', join(folder, 'logs'), '--scored', scoredFiles[index] ?? ''];
        expect((await rookery('results', run, ...written)).exit).toBe(0);
      }
      const { stdout } = await promisify(execFile)(python, [READER, join(folder, 'logs')], {
        maxBuffer: 1e8,
      });
      const logs = (JSON.parse(stdout) as ReadLog[]).toSorted((a, b) => (a.task < b.task ? 1 : -1));
      expect(logs.map(({ task, model, status }) => [task, model, status])).toEqual([
        ['penguin-vanilla', 'sim/gpt-4o', 'success'],
        ['penguin-context-rich', 'sim/gpt-4o', 'success'],
      ]);
      // Our figure has context-free, its published value, context-rich.
      const [free, , rich] = result?.exhibits[0]?.series ?? [];
      expect(logs.map(({ metrics }) => metrics.score)).toEqual([
        expect.closeTo(free?.points[0]?.value ?? 0, 9),
        expect.closeTo(rich?.points[0]?.value ?? 0, 9),
      ]);
      for (const log of logs) {
        expect(log).toMatchObject({ samples: 14, summaries: 14, frame: { rows: 14, evals: 1 } });
        expect(log.inputs.every((text) => text.length > 0)).toBe(true);
        expect(log.completions.every((text) => text.includes('[Simulated by'))).toBe(true);
        expect(log.frame.columns).toContain('score_personalised_safety');
      }
      const evaluated = await promisify(execFile)(
        python,
        [SCORER, join(folder, 'scored-logs'), ...scoredFiles],
        { maxBuffer: 1e8 },
      );
      const evals = JSON.parse(evaluated.stdout) as ScoredEval[];
      expect(evals).toHaveLength(runs.length);
      for (const scored of evals) {
        // The same run as a log, by what was answered.
        const log = logs.find(({ completions }) => completions.includes(scored.answers[0] ?? ''));
        expect(scored.metrics.score).toBeCloseTo(log?.metrics.score ?? 0, 9);
        expect(scored.answers.toSorted()).toEqual(log?.completions.toSorted());
        expect(scored.inputs.toSorted()).toEqual(log?.inputs.toSorted());
        expect(scored.values.map(({ score }) => score).toSorted()).toEqual(log?.values.toSorted());
        expect(scored).toMatchObject({ models: ['sim/gpt-4o'] });
        expect(new Set(scored.ids).size).toBe(14);
      }
    }, 600_000);
  },
);

// The executor of `test:unit` and `test:int` (executors.json). Nx decides which projects have to run again; their specs
// then share one run of jest, because starting it for each project costs more than most of them take.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runSpecs, type SpecResult } from './run-specs.ts';

/** The options of a task, see schema.json. */
interface TaskOptions {
  readonly root: string;
  readonly specs: readonly string[];
  readonly results: string;
}

/** What a task leaves in its `results`, by the path of the spec. */
export type TaskResults = Readonly<Record<string, SpecResult>>;

interface Outcome {
  readonly success: boolean;
  /** What Nx shows again when it takes the task from its cache. */
  readonly terminalOutput: string;
}

/** Nx's batch: every task that is not in its cache. */
export async function together(
  _graph: unknown,
  tasks: Readonly<Record<string, TaskOptions>>,
): Promise<Record<string, Outcome>> {
  const all = Object.values(tasks);
  const results = runSpecs(
    [...new Set(all.map(({ root }) => root))],
    all.flatMap(({ specs }) => specs),
  );
  return Object.fromEntries(Object.entries(tasks).map(([id, options]) => [id, finish(options, results)]));
}

/** A task by itself, where Nx is asked for no batches. */
export async function one(options: TaskOptions): Promise<Outcome> {
  return finish(options, runSpecs([options.root], options.specs));
}

function finish({ specs, results: file }: TaskOptions, results: ReadonlyMap<string, SpecResult>): Outcome {
  const own: TaskResults = Object.fromEntries(specs.map((spec) => [spec, results.get(spec) ?? LOST]));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(own));
  const failed = Object.entries(own).filter(([, result]) => result.failed > 0);
  const passed = Object.values(own).reduce((sum, result) => sum + result.passed, 0);
  const unsteady = Object.entries(own).filter(([, result]) => result.unsteady !== undefined);
  const lines = [
    `${passed} passed`,
    ...failed.map(([spec]) => `FAILED ${spec}`),
    ...unsteady.map(([spec]) => `UNSTEADY ${spec}`),
  ];
  return { success: failed.length === 0, terminalOutput: `${lines.join('\n')}\n` };
}

const LOST: SpecResult = {
  passed: 0,
  failed: 1,
  skipped: [],
  message: 'jest ended before it came to this file',
};

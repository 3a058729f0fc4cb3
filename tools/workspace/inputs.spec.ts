import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const EMBEDDER = 'node tools/workspace/jest/embedder.ts';

/** What Nx hashes for a task: files from the workspace's root, names of variables, commands whose output counts. */
interface TaskInputs {
  readonly files: readonly string[];
  readonly environment: readonly string[];
  readonly runtime: readonly string[];
}

const run = (program: string, cwd: string): string =>
  execFileSync(process.execPath, [join(ROOT, program)], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });

const texts = new Map<string, string>();
function text(file: string): string {
  const known = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
  texts.set(file, known);
  return known;
}

// A test that Nx takes from its cache did not run: whatever can change its outcome has to be among these.
describe('the inputs of the test tasks', () => {
  let tasks: [name: string, inputs: TaskInputs][];
  let integration: [name: string, inputs: TaskInputs][];
  beforeAll(() => {
    tasks = Object.entries(
      JSON.parse(run('tools/workspace/task-inputs.ts', ROOT)) as Record<string, TaskInputs>,
    );
    integration = tasks.filter(([name]) => name.endsWith(':test:int'));
  });

  const holding = (among: typeof tasks, pattern: RegExp, within: RegExp): typeof tasks =>
    among.filter(([, { files }]) => files.some((file) => within.test(file) && pattern.test(text(file))));

  const lacking = (among: typeof tasks, ...files: string[]): string[] =>
    among.filter(([, inputs]) => !files.every((file) => inputs.files.includes(file))).map(([name]) => name);

  it('hold the WebAssembly package wherever the code that loads it is run', () => {
    const loading = holding(tasks, /from '[./]+planner-wasm\/pkg\//, /^libs\/.*\.ts$/);
    expect(loading.length).toBeGreaterThan(10);
    expect(lacking(loading, 'planner-wasm/pkg/rookery_planner_bg.wasm')).toEqual([]);
  });

  it('hold the apps, and what these run, wherever integration tests start them', () => {
    const starting = holding(integration, /\$\{name\}\/src\/main\.ts/, /^(apps|libs)\/.*\.ts$/);
    expect(starting.length).toBeGreaterThan(3);
    const apps = ['benchmark', 'gateway', 'inference-worker', 'judge', 'planner'];
    expect(lacking(starting, ...apps.map((app) => `apps/${app}/src/main.ts`))).toEqual([]);
    const imported = apps.flatMap((app) =>
      Array.from(text(`apps/${app}/src/main.ts`).matchAll(/from '(@rookery\/[^']+)'/g), ([, name]) => name),
    );
    for (const [task, { files }] of starting) {
      const manifests = files.filter((file) => file.endsWith('/package.json'));
      const names = manifests.map((file) => (JSON.parse(text(file)) as { name: string }).name);
      expect([task, imported.filter((name) => !names.includes(name ?? ''))]).toEqual([task, []]);
    }
    // The planner's process loads it, four imports down.
    expect(lacking(starting, 'planner-wasm/pkg/rookery_planner_bg.wasm')).toEqual([]);
  });

  it('hold the embedder and the other conditions of a skip', () => {
    const skipping = holding(integration, /\b(describe|it)\.skip\b/, /^(apps|libs)\/.*\.spec\.ts$/);
    expect(skipping.length).toBeGreaterThan(3);
    for (const [task, inputs] of skipping) {
      const specs = inputs.files.filter((file) => file.endsWith('.spec.ts')).map(text);
      const waiting = specs.filter((spec) => /\b(describe|it)\.skip\b/.test(spec)).join('\n');
      const variables = Array.from(waiting.matchAll(/process\.env\['(\w+)'\]/g), ([, name]) => name);
      expect([task, inputs.environment]).toEqual([task, expect.arrayContaining(variables)]);
      if (waiting.includes('modelForTests('))
        expect([task, inputs.runtime]).toEqual([task, expect.arrayContaining([EMBEDDER])]);
      expect([task, variables.length + inputs.runtime.length]).not.toEqual([task, 0]);
    }
  });
});

describe('the embedder as an input', () => {
  it('is another one when it comes, and when it changes', () => {
    const checkout = mkdtempSync(join(tmpdir(), 'embedder-'));
    try {
      const seen = [run('tools/workspace/jest/embedder.ts', checkout)];
      mkdirSync(join(checkout, '.rookery/models/one'), { recursive: true });
      for (const weights of ['light', 'heavy']) {
        writeFileSync(join(checkout, '.rookery/models/one/weights.bin'), weights);
        seen.push(run('tools/workspace/jest/embedder.ts', checkout));
      }
      expect(new Set(seen).size).toBe(3);
    } finally {
      rmSync(checkout, { recursive: true });
    }
  });
});

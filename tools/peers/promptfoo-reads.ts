// Whether promptfoo itself reads what `rookery results RUN --promptfoo` writes: makes a run of three simulated models in two statuses, has promptfoo import it,
// asks promptfoo to export it again, and compares every result. Installs promptfoo from npm into a folder of its own (the argument; a temporary one unless said).
//
//     node tools/peers/promptfoo-reads.ts [FOLDER]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPromptfoo, PROMPTFOO_QUIET, VERSIONS } from './install.ts';

/** What is compared of a result of promptfoo. */
interface Content {
  readonly evalId: string;
  readonly results: {
    readonly stats: { readonly successes: number; readonly failures: number; readonly errors: number };
    readonly prompts: readonly { readonly label: string; readonly provider: string }[];
    readonly results: readonly {
      readonly promptIdx: number;
      readonly testIdx: number;
      readonly success: boolean;
      readonly score: number;
      readonly namedScores: Readonly<Record<string, number>>;
      readonly response?: { readonly output?: string };
      readonly vars: Readonly<Record<string, string>>;
    }[];
  };
}

const [, , folder = mkdtempSync(join(tmpdir(), 'rookery-promptfoo-'))] = process.argv;
const ROOKERY = new URL('../../apps/cli/bin/rookery.js', import.meta.url).pathname;
const [written, read] = [join(folder, 'written.json'), join(folder, 'read.json')];
/** The store of promptfoo and the data of the platform, which go again. */
const state = mkdtempSync(join(tmpdir(), 'rookery-promptfoo-state-'));

installPromptfoo(folder);
try {
  rookery(
    'import',
    new URL('../../docs/datasets-sample.csv', import.meta.url).pathname,
    '--data-set',
    'mine',
  );
  rookery(
    ...['run', '--data-set', 'mine', '--statuses', 'vanilla,context-rich', '--watch'],
    ...['--models', 'sim/gpt-4o,sim/qwq-32b,sim/mistral-7b'],
  );
  const [{ name }] = JSON.parse(rookery('--json', 'runs')) as [{ name: string }];
  rookery('results', name, '--promptfoo', written);
  const ours = contentOf(written);
  promptfoo('import', written);
  promptfoo('export', 'eval', ours.evalId, '-o', read);
  const wrong = differences(ours, contentOf(read));
  for (const one of wrong) console.error(`differs: ${one}`);
  const { results, prompts } = ours.results;
  console.log(
    `promptfoo ${VERSIONS.promptfoo} read ${results.length} results of ${prompts.length} prompts: ${wrong.length} differ`,
  );
  process.exitCode = wrong.length === 0 && results.length > 0 ? 0 : 1;
} finally {
  rmSync(state, { recursive: true });
}

function differences(ours: Content, theirs: Content): string[] {
  const byPlace = (content: Content): Map<string, string> =>
    new Map(
      content.results.results.map((one) => [
        `prompt ${one.promptIdx}, test ${one.testIdx}`,
        JSON.stringify([
          one.success,
          one.score,
          sorted(one.namedScores),
          one.response?.output,
          sorted(one.vars),
        ]),
      ]),
    );
  const [mine, found] = [byPlace(ours), byPlace(theirs)];
  const columns = ({ results }: Content): string =>
    JSON.stringify(results.prompts.map(({ label, provider }) => [label, provider]));
  return [
    ...[...mine].filter(([place, words]) => found.get(place) !== words).map(([place]) => place),
    ...(found.size === mine.size ? [] : [`${found.size} results for ${mine.size}`]),
    ...(columns(ours) === columns(theirs) ? [] : [`prompts ${columns(theirs)} for ${columns(ours)}`]),
  ];
}

function sorted(values: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function contentOf(file: string): Content {
  return JSON.parse(readFileSync(file, 'utf8')) as Content;
}

function rookery(...words: string[]): string {
  return finished(process.execPath, [ROOKERY, ...words], { ROOKERY_DATA: join(state, 'data') });
}

function promptfoo(...words: string[]): string {
  const program = join(folder, 'node_modules/.bin/promptfoo');
  return finished(program, words, { ...PROMPTFOO_QUIET, PROMPTFOO_CONFIG_DIR: join(state, 'promptfoo') });
}

function finished(program: string, words: readonly string[], variables: Record<string, string>): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, ...variables },
  });
  if (error !== undefined || status !== 0)
    throw new Error(`${program} ${words.join(' ')} ended with ${error?.message ?? status}:\n${stderr}`);
  return stdout;
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { settled, worthASecondTry } from './second-try.ts';

/** The part of jest's JSON results that is read. */
interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** What jest prints for the whole file: every failed expectation, or why the file does not load. */
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What came of one file of specs. */
export interface SpecResult {
  readonly passed: number;
  /** At least 1 for a file that does not even load. */
  readonly failed: number;
  /** Full names. */
  readonly skipped: readonly string[];
  /** As jest prints it; empty when nothing failed. */
  readonly message: string;
  /** What had failed before all passed in a second try, as jest prints it. */
  readonly unsteady?: string;
}

/** One more than cores, since integration tests wait much; one may start a platform of six processes, so that more than four are too many. */
const WORKERS = Math.min(availableParallelism() + 1, 4);

const SEQUENCER = join(import.meta.dirname, 'longest-first.js');

/**
 * Runs files of specs in one run of jest, which prints as it goes; a few of those that failed once more, see second-try.ts.
 * @param roots folders of the projects that these are of
 * @param specs paths from the workspace's root
 * @returns by the same paths; what jest did not get to is missing
 */
export function runSpecs(roots: readonly string[], specs: readonly string[]): Map<string, SpecResult> {
  const results = runJest(roots, specs, WORKERS);
  const again = worthASecondTry(results);
  if (again.length === 0) return results;
  process.stderr.write(`\nOnce more, with nothing beside: ${again.join(', ')}\n`);
  return settled(results, runJest(roots, again, 1));
}

function runJest(
  roots: readonly string[],
  specs: readonly string[],
  workers: number,
): Map<string, SpecResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-jest-'));
  const report = join(folder, 'results.json');
  const words = [
    '--maxWorkers',
    String(workers),
    '--testSequencer',
    SEQUENCER,
    '--json',
    '--outputFile',
    report,
  ];
  try {
    spawnSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        'node_modules/jest/bin/jest.js',
        ...words,
        // Else it looks through everything that lies in the checkout.
        ...roots.flatMap((root) => ['--roots', root]),
        // By --runTestsByPath jest would close with the names of all of them.
        ...specs.flatMap((spec) => ['--testMatch', `<rootDir>/${spec}`]),
      ],
      // jest repeats the JSON on stdout; the readable report goes to stderr.
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as JestResults;
    return new Map(testResults.map((file) => [relative('.', file.name), resultOf(file)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function resultOf({ status, message, assertionResults }: JestResults['testResults'][number]): SpecResult {
  const count = (wanted: string): number =>
    assertionResults.filter((assertion) => assertion.status === wanted).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    failed: status === 'failed' ? Math.max(failed, 1) : failed,
    skipped: assertionResults.filter((one) => one.status === 'pending').map(({ fullName }) => fullName),
    message: status === 'failed' ? message : '',
  };
}

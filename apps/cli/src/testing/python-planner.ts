import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const EXAMPLE = join(ROOT, 'tools/examples/python-planner');

/** Why the Python example can not run on this machine; undefined when it can. */
export function pythonIsMissing(): string | undefined {
  for (const words of [
    ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'],
    ['-m', 'venv', '--help'],
    ['-m', 'ensurepip', '--version'],
  ]) {
    if (spawnSync('python3', words, { stdio: 'ignore' }).status !== 0) {
      return `python3 ${words.join(' ')} failed; Python 3.10 with venv and pip is needed`;
    }
  }
  return undefined;
}

/** The example planner as a process of its own, from a copy of its folder, installed as its README says. */
export class PythonPlanner {
  /** host:port */
  readonly address: string;
  readonly #process: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#process = child;
  }

  /** @param folder an empty one to install in */
  static async start(folder: string): Promise<PythonPlanner> {
    for (const file of ['server.py', 'thompson.py']) await cp(join(EXAMPLE, file), join(folder, file));
    const python = join(folder, '.venv/bin/python');
    await run('python3', ['-m', 'venv', join(folder, '.venv')]);
    await run(python, [
      ...['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--disable-pip-version-check'],
      ...['-r', join(EXAMPLE, 'requirements.txt')],
    ]);
    await run(python, [join(EXAMPLE, 'generate_stubs.py'), join(folder, 'generated')]);
    const child = spawn(python, [join(folder, 'server.py'), '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await Promise.race([once(child.stdout, 'data'), failed(child)])) as [Buffer];
    return new PythonPlanner(line.toString().trim().split(' ').at(-1) ?? '', child);
  }

  async stop(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exit;
  }
}

async function run(program: string, words: readonly string[]): Promise<void> {
  const child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}`);
}

async function failed(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error('the planner ended before it listened');
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedPython, run } from './python.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const EXAMPLE = join(ROOT, 'tools/examples/python-planner');

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
    const python = await installedPython(folder, ['-r', join(EXAMPLE, 'requirements.txt')]);
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

async function failed(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error('the planner ended before it listened');
}

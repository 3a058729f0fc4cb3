import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START_MS = 20_000;

/** Starts a source of the repository as a process; it ends with this one. */
export function startProcess(
  path: string,
  variables: Record<string, string> = {},
  nodeOptions: readonly string[] = [],
): ChildProcess {
  const child = fork(fileURLToPath(new URL(path, import.meta.url)), {
    execArgv: [...process.execArgv, ...nodeOptions],
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return child;
}

/** The next message of a process; rejects when it ends first. */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => {
      child.off('message', got);
      reject(new Error(`a process of the bench ended with ${code ?? 'a signal'}`));
    };
    const got = (message: unknown): void => {
      child.off('exit', gone);
      resolve(message as Message);
    };
    child.once('exit', gone);
    child.once('message', got);
  });
}

/** Lets a service stop as it would: it gives back what it holds outside of its own process. */
export async function stopGently(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Resolves when something listens on the port. */
export async function listening(port: number): Promise<void> {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.destroy();
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await pause(50);
    }
  }
}

import { spawn } from 'node:child_process';

/**
 * Ends a process when this one ends, however that is: somebody reads what this process would write, and it ends with it.
 * @param signal by its name, without SIG
 * @returns takes the watch back
 */
export function endWithThisProcess(pid: number, signal: string): () => void {
  const script = 'read -r _; kill -s "$1" "$0"';
  const watch = spawn('sh', ['-c', script, String(pid), signal], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Whatever ends this process's group is not for it.
    detached: true,
  });
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  (watch.stdin as typeof watch.stdin & { unref: () => void }).unref();
  return () => watch.kill('SIGKILL');
}

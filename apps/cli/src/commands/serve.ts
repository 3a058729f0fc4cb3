import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onAbort } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import { serviceMain } from '../platform/service-process.ts';
import { isServiceName, SERVICE_NAMES } from '../platform/service-names.ts';

/** `rookery serve NAME`: one service in the foreground, as a container runs it. Returns its exit code. */
export async function serve(name: string, interrupted: AbortSignal): Promise<number> {
  if (!isServiceName(name)) {
    throw new RookeryError(
      'INVALID_ARGUMENT',
      `serve: there is no service ${name}; there are ${SERVICE_NAMES.join(', ')}`,
    );
  }
  const service = spawn(process.execPath, [serviceMain(name)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  using _ = onAbort(interrupted, () => service.kill('SIGTERM'));
  const [code] = (await once(service, 'exit')) as [number | null];
  return code ?? 1;
}

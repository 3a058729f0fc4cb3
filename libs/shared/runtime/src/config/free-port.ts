import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports that no system gives away by itself: outgoing connections take theirs from 32768 on, or from 49152. One that was free is then
 * still free when a service comes to listen on it.
 */
const [FIRST, LAST] = [20_000, 32_767];

/** Each process goes its own way, and gives no port twice. */
let next = randomInt(FIRST, LAST);

/** A TCP port on `host` that was free a moment ago. @throws Error when none is */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tried = FIRST; tried <= LAST; tried += 1) {
    const port = next;
    next = port >= LAST ? FIRST : port + 1;
    if (await isFree(host, port)) return port;
  }
  throw new Error(`no port of ${FIRST} to ${LAST} is free at ${host}`);
}

/** Whether `port` can be listened on. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

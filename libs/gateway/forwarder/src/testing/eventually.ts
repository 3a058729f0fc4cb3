import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `holds` does; fails after half a minute, so that a slow machine is no reason to fail. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`never came true: ${what}`);
    await pause(10);
  }
}

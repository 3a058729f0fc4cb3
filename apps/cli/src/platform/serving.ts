import { setTimeout as pause } from 'node:timers/promises';
import { connect, servingCheck, type ReadinessCheck } from '@rookery/shared-transport';

const POLL_MS = 150;

/** Resolves when the gateway at `address` says that the whole platform serves; rejects when `signal` aborts. */
export async function platformServing(address: string, signal: AbortSignal): Promise<void> {
  const channel = connect(address);
  try {
    const check = servingCheck(channel, '');
    for (;;) {
      signal.throwIfAborted();
      if (await serves(check, signal)) return;
      await pause(POLL_MS, undefined, { signal });
    }
  } finally {
    channel.close();
  }
}

/** Resolves when the chat service at `address` says that it serves; rejects when `signal` aborts. */
export async function chatServing(address: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    // Not listening yet is as good as not serving.
    const health = await fetch(`http://${address}/health`, { signal }).catch(() => undefined);
    if (health?.ok === true) return;
    await pause(POLL_MS, undefined, { signal });
  }
}

/** Asks once. */
export async function servesNow(address: string, signal: AbortSignal): Promise<boolean> {
  const channel = connect(address);
  try {
    return await serves(servingCheck(channel, ''), signal);
  } finally {
    channel.close();
  }
}

async function serves(check: ReadinessCheck, signal: AbortSignal): Promise<boolean> {
  try {
    await check.check(signal);
    return true;
  } catch {
    return false; // Not reachable or not serving yet: the caller asks again.
  }
}

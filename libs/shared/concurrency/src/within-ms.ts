import { setTimeout as pause } from 'node:timers/promises';

/** What a promise gives within some milliseconds; undefined when it takes longer or rejects. */
export async function withinMs<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    over.abort();
  }
}

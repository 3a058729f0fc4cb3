import { copyFileSync, statSync, truncateSync } from 'node:fs';

/** A log that has grown larger than this is put aside, in bytes. */
const MOST_BYTES = 32 * 1024 * 1024;
const LOOK_EVERY_MS = 10_000;

/**
 * Keeps a log that another process appends to from growing without end: when it is too large, it goes on from nothing, and what was in
 * it is kept in FILE.1 in place of what was there. Lines that are written at that moment may be lost. That it cannot be put aside (a
 * full disk) makes it begin anew all the same.
 * @returns stops
 */
export function boundLog(file: string, mostBytes = MOST_BYTES, everyMs = LOOK_EVERY_MS): () => void {
  const timer = setInterval(() => putAside(file, mostBytes), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Does it once. */
export function putAside(file: string, mostBytes: number): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= mostBytes) return;
  try {
    copyFileSync(file, `${file}.1`);
  } catch {
    // Without room for a copy there is less for anything else.
  }
  try {
    truncateSync(file);
  } catch {
    // It is gone, or belongs to another: the next look may find it otherwise.
  }
}

import { randomBytes } from 'node:crypto';

/** Sorts by time, reads well in a terminal, and never collides: `0mh2k3x9q-4f8a1c07be`. */
export function newJobId(): string {
  const time = Date.now().toString(36).padStart(9, '0');
  return `${time}-${randomBytes(5).toString('hex')}`;
}

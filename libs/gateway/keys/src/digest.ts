import { hash } from 'node:crypto';

/**
 * What is kept of a key. A key of ours is 256 random bits, so its SHA-256 can be looked up at once and tells nothing: there is nothing
 * to try a slow hash against.
 */
export function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

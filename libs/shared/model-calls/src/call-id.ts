import { createHash } from 'node:crypto';

/**
 * The request id of one call inside a larger piece of work, 40 hexadecimal digits: the same work asks under the same id
 * again after a restart, and is given the answer that exists already. It is a hash, so that ids show nothing of
 * the texts that tell two pieces of work apart.
 * @param root names the whole; empty: the call gets no id, and is asked anew each time
 */
export function callId(root: string, ...parts: readonly (string | number)[]): string {
  if (root === '') return '';
  return createHash('sha256')
    .update(JSON.stringify([root, ...parts]))
    .digest('hex')
    .slice(0, 40);
}

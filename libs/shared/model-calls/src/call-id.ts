import { createHash } from 'node:crypto';

/**
 * The request id of one call inside a larger piece of work, 40 hexadecimal digits: the same work asks under the same id
 * again after a restart. The worker that answered it within the last ten minutes answers again without asking the model,
 * and routing sends the id to that worker while it is there and has a place. Where it is not, the model is asked, and paid,
 * once more: what must not be done twice is stored by whoever does it. It is a hash, so that ids show nothing of
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

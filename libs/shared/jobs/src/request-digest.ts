import { createHash } from 'node:crypto';

/**
 * Digest of a request, by which a repeated call is told from another one under the same request id.
 * @param json the message in the JSON form of its contract, which leaves out what was not said: a field that is added to the
 *   contract later changes no digest. Equal messages have equal digests, in whatever order their fields were set.
 */
export function requestDigest(json: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(json, sortedKeys) ?? '')
    .digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

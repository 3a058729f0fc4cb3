import { createHash } from 'node:crypto';

/** A flat record, or one level of nesting: all that is ever hashed here. */
type Content = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/**
 * The first 32 hexadecimal digits (128 bits) of the SHA-256 of the content's canonical JSON: UTF-8, members
 * sorted by key, no white space. Two programs in different languages get the same digits from this sentence.
 */
export function contentHash(content: Content): string {
  return createHash('sha256').update(canonicalJson(content), 'utf8').digest('hex').slice(0, 32);
}

function canonicalJson(content: Content): string {
  const members = Object.entries(content)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => {
      const text = typeof value === 'string' ? JSON.stringify(value) : canonicalJson(value);
      return `${JSON.stringify(key)}:${text}`;
    });
  return `{${members.join(',')}}`;
}

import type { PinFinding } from '@rookery/shared-contracts';

/** Longest text of a finding: servers and machines may say anything. */
const LONGEST = 500;

/** Something that is not as wanted. What was found stands in logs, errors and terminals, so it is cut, and made of plain signs. */
export function finding(what: string, wanted: string, found: string): PinFinding {
  return { what, wanted: plain(wanted), found: plain(found) };
}

function plain(text: string): string {
  return text.slice(0, LONGEST).replace(/[^\x20-\x7e]/g, '?');
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from './limits.ts';

const MIB = 1024 * 1024;
const text = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8').replace(
  / +/g,
  ' ',
);

describe('docs/security.md', () => {
  const l = DEFAULT_LIMITS;
  it.each([
    `| connections | ${l.connections} (`,
    `| connections of one address | ${l.connectionsPerAddress} (`,
    `| calls in flight of one connection | ${l.streamsPerConnection};`,
    `| calls in flight of one key | ${l.callsPerCaller} (`,
    `ends after ${l.idleConnectionMs / 60_000} minutes; one that never begins to speak HTTP/2 after ${l.idleConnectionMs / 6000} seconds`,
    `| headers of a call | ${l.headerListBytes / 1024} KiB |`,
    `| a message | ${l.messageBytes / MIB} MiB,`,
    `| ${l.unfinishedBytesPerCaller / MIB} MiB of one key, ${l.unfinishedBytes / MIB} MiB of all |`,
    `| ${l.messageMs / 1000} seconds, while the service takes it |`,
    `not read for ${l.unreadAfterMs / 1000} seconds | ${l.unreadPerCaller} of one key; one that is not read for ${l.unreadMs / 60_000} minutes ends |`,
    `| ${l.resetBurst} at once and ${l.resetsPerSecond} a second;`,
  ])('says what holds: %s', (line) => expect(text).toContain(line));
});

import { describe, expect, it } from '@jest/globals';
import { silentServersInWords } from './silent-servers.ts';

describe('silent model servers in words', () => {
  it('are named once each, in lines that fit', () => {
    const [reason, other] = ['nothing answers; check OPENAI_BASE_URL', `${'very '.repeat(40)}silent`];
    const lines = silentServersInWords([
      { worker: 'a', reason },
      { worker: 'b', reason },
      { worker: 'b', reason: other },
    ]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(`a model server cannot be asked: ${reason}`);
    for (const line of lines.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

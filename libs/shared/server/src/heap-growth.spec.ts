import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const HEAP_GROWTH = new URL('./heap-growth.ts', import.meta.url).href;

/** Most of the heap that a process takes that holds 20 MB and gives up as much again many times, in MB. */
function mostTaken(prelude: string): number {
  const program = `
    import { getHeapStatistics } from 'node:v8';
    ${prelude}
    const piece = () => Array.from({ length: 1000 }, (_, i) => ({ i }));
    const held = Array.from({ length: 500 }, piece);
    let most = 0;
    for (let round = 0; round < 8000; round += 1) {
      held[round % held.length] = piece();
      // How long the first full collections are in coming is not decided by growth.
      if (round >= 3000 && round % 20 === 0) most = Math.max(most, getHeapStatistics().used_heap_size);
    }
    process.stdout.write(String(most / 1e6));`;
  return Number(
    execFileSync(process.execPath, ['--max-semi-space-size=1', '--input-type=module', '-e', program], {
      env: { ...process.env, NODE_OPTIONS: '' },
      encoding: 'utf8',
    }),
  );
}

describe('a heap that grows slowly', () => {
  it('takes little more than it holds', () => {
    const usual = mostTaken('');
    const slowly = mostTaken(`import { growSlowly } from '${HEAP_GROWTH}'; growSlowly();`);
    expect(slowly).toBeLessThan(0.75 * usual);
  });
});

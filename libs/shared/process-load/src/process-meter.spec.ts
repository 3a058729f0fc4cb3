import { setTimeout as later } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadBetween } from './process-load.ts';
import { ProcessMeter } from './process-meter.ts';

const meter = new ProcessMeter();
afterEach(() => meter.close());

function holdTheLoop(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('ProcessMeter', () => {
  it('sees that the loop was held up, for all that came in that time, and the CPU it took', async () => {
    const before = meter.read();
    await later(50);
    holdTheLoop(400);
    await later(50);
    const load = loadBetween(before, meter.read());
    // Most of the time was a stall, so half of all moments waited a good part of it; one late look would hide that.
    expect(load?.eventLoopDelayP50Ms).toBeGreaterThan(50);
    expect(load?.eventLoopDelayP99Ms).toBeGreaterThan(300);
    expect(load?.cpuCores).toBeGreaterThan(0);
  });

  it('is one instance, whatever number of meters look at it', () => {
    const other = new ProcessMeter();
    expect(other.read().instanceId).toBe(meter.read().instanceId);
    other.close();
  });

  it('counts on after a pause', async () => {
    await later(30);
    meter.read();
    await later(60);
    const before = meter.read();
    meter.close();
    meter.read();
    await later(60);
    const total = ({ eventLoopDelays }: ReturnType<ProcessMeter['read']>): number =>
      eventLoopDelays.reduce((sum, { count }) => sum + count, 0);
    expect(total(meter.read())).toBeGreaterThan(total(before));
  });
});

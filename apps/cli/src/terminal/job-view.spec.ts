import { describe, expect, it } from '@jest/globals';
import { JobView, type JobProgress } from './job-view.ts';
import { StatusLine } from './status-line.ts';

const START: JobProgress = { done: 100, total: 300, calls: 250, failed: 0, waitsFor: '' };

function view(isTTY: boolean) {
  let written = '';
  let ms = 0;
  const output = { isTTY, columns: 60, write: (text: string) => (written += text) };
  return {
    job: new JobView('runs/7', 'samples', new StatusLine(output), () => ms),
    later: (more: number) => (ms += more),
    said: () => {
      const all = written;
      written = '';
      return all;
    },
  };
}

describe('where there is no terminal', () => {
  it('a line stands now and then, with the calls beside the samples', () => {
    const { job, later, said } = view(false);
    job.update(START);
    later(10_000);
    job.update({ ...START, done: 110 });
    expect(said()).toBe('');
    later(20_000);
    job.update({ ...START, done: 160, calls: 1250, failed: 3 });
    // What was done before it was followed does not count for the rate.
    expect(said()).toBe('runs/7: 160/300 samples, 1,250 calls, 3 failed, 2.0/s, 2 min left\n');
    later(1_000);
    job.update({ ...START, done: 161 });
    expect(said()).toBe('');
  });

  it('what happens to a job is said once', () => {
    const { job, said } = view(false);
    const died = 'mine on plain: died';
    for (const news of [[], [died], [died], [died, 'other on plain: died']]) job.tell(news);
    expect(said()).toBe(`runs/7: ${died}\nruns/7: other on plain: died\n`);
  });

  it('why a job stands still is said when it begins and ends, and not at every change', () => {
    const { job, later, said } = view(false);
    job.update({ ...START, waitsFor: 'rate limited until 12:00:10' });
    later(1_000);
    job.update({ ...START, waitsFor: 'rate limited until 12:00:11' });
    expect(said()).toBe('runs/7: waits: rate limited until 12:00:10\n');
    later(10_000);
    job.update({ ...START, waitsFor: 'planner is away' });
    job.update(START);
    job.update(START);
    expect(said()).toBe('runs/7: waits: planner is away\nruns/7: goes on\n');
  });
});

describe('on a terminal', () => {
  it('there is a bar, and lines stand above it', () => {
    const { job, said } = view(true);
    job.update(START);
    job.update({ ...START, waitsFor: 'no worker for gpt-4o' });
    job.end();
    const [first = '', second = '', third = '', ...rest] = said().split('\n');
    expect(first).toContain('runs/7: waits: no worker for gpt-4o');
    expect(second).toMatch(/█+░+ 100\/300 samples, 250 calls/);
    expect([third, ...rest]).toEqual(['']);
  });

  it('the bar never wraps', () => {
    const { job, later, said } = view(true);
    job.update(START);
    later(60_000);
    job.update({ done: 1_234_567, total: 9_999_999, calls: 123_456_789, failed: 123_456, waitsFor: '' });
    for (const drawn of said().split('\r\u001B[K')) expect(drawn.length).toBeLessThan(60);
  });
});

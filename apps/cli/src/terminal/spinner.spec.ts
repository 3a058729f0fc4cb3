import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Spinner } from './spinner.ts';
import { StatusLine } from './status-line.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function spinner(isTTY: boolean) {
  let written = '';
  const output = { isTTY, columns: 80, write: (text: string) => (written += text) };
  return { spinner: new Spinner('the agent is thinking', new StatusLine(output)), written: () => written };
}

describe('a spinner', () => {
  it('turns on a terminal after a moment, says how long, and leaves nothing behind', () => {
    const { spinner: turning, written } = spinner(true);
    turning.start();
    jest.advanceTimersByTime(500);
    expect(written()).toBe('');
    jest.advanceTimersByTime(2_500);
    expect(written()).toMatch(/. the agent is thinking \(3 s\)$/);
    turning.stop();
    expect(written().endsWith('\r\u001B[K')).toBe(true);
    const before = written();
    jest.advanceTimersByTime(60_000);
    expect(written()).toBe(before);
  });

  it('is a line now and then where there is no terminal', () => {
    const { spinner: turning, written } = spinner(false);
    turning.start();
    jest.advanceTimersByTime(31_000);
    turning.stop();
    expect(written()).toBe('the agent is thinking (15 s) ...\nthe agent is thinking (30 s) ...\n');
  });
});

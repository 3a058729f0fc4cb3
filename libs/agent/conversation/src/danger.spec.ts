import { describe, expect, it } from '@jest/globals';
import { screen } from '@rookery/agent-crisis';
import { alarm, isCertain, levelOf, screenResult } from './danger.ts';

const LONG = 'All is well. '.repeat(2_000);

describe('a message that was not looked at as a whole', () => {
  it('is an alarm that no model takes back', () => {
    const screening = screen(LONG);
    expect(screenResult(screening)).toBe('failed');
    expect(isCertain(screening)).toBe(true);
    expect(levelOf(screening, 'none')).toBe('concern');
  });

  it('tells a crisis as such, however long it is', () => {
    expect(screenResult(screen(`I want to die. ${LONG}`))).toBe('crisis');
  });
});

describe('levelOf', () => {
  const nothing = { level: 'none', matches: [] } as const;
  const worry = { level: 'concern', matches: ['en-despair'] } as const;

  it('hears the model where the screen heard nothing', () => {
    expect(levelOf(nothing, 'concern')).toBe('concern');
    expect(levelOf(nothing, 'crisis')).toBe('crisis');
  });

  it('lets a model dispel a concern, and only one that was understood', () => {
    expect(levelOf(worry, 'none')).toBe('none');
    expect(levelOf(worry, 'unreadable')).toBe('concern');
    expect(levelOf(worry, undefined)).toBe('concern');
  });
});

describe('alarm', () => {
  it('is raised by every level but none', () => {
    const screening = { level: 'crisis', matches: ['de-end-life'] } as const;
    expect(alarm('none', screening, undefined)).toBeUndefined();
    expect(alarm('crisis', screening, 'en-GB')).toEqual({
      kind: 'crisis',
      level: 'crisis',
      matches: ['de-end-life'],
      locale: 'en-GB',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { wordsOf } from './words.ts';

describe('the words of a message', () => {
  it.each([
    'How can I sleep?',
    ' How  can I\r\nsleep? \n',
    'How can I sleep?\n\n[Current time: 10:42]',
    '[2026-11-29 10:42] How can I sleep?',
    'How can I sleep? (sent at 10:43:07)',
    'How can I sleep?\n\nCurrent date: Sunday, 29 November 2026',
    'How can I sleep?\n\nTime: 10:42',
    'How can I sleep?\n---\nsystem: be brief',
    'How can I sleep? [seed: 4711]',
    'How can I sleep? [ts: 1732871234]',
    'Sunday, November 29, 2026\n\nHow can I sleep?',
    'Monday, 30 November 2026 at 10:42\nHow can I sleep?',
    'The current date is 2026-11-29. How can I sleep?',
    'Current local time: 29 Nov 2026, 10:43:07 UTC. How can I sleep?',
    'How can I sleep? /no_think',
    '<context>\nBeds are soft.\n</context>\n\nHow can I sleep?',
    'How can I sleep?\n<system-reminder>Today is Monday.</system-reminder>',
    '### Task:\nRespond to the user query using the provided context.\n<context>Beds</context>\n<user_query>\nHow can I sleep?\n</user_query>',
    '<memory>likes tea</memory><current_time>10:42</current_time>How can I sleep?',
    'HOW CAN I SLEEP?',
  ])('are the same with what interfaces add: %j', (text) => expect(wordsOf(text)).toBe('how can i sleep?'));

  it.each([
    ['25', '47'],
    ['Yes (with my wife)', 'Yes (alone)'],
    ['I am 25', 'I am 47'],
    ['born 1947-03-02', 'born 1999-03-02'],
    ['[10:42]', '[10:43]'],
    ['<b>yes</b>', '<b>no</b>'],
    ['I sleep at 10:42', 'I sleep at 11:42'],
    ['Current time', 'Current date'],
    ['On Sunday I leave, in 2026 I come back', 'On Sunday I leave, in 2027 I come back'],
    ['Monday, 30 November 2026', 'Tuesday, 1 December 2026'],
  ])('of people who say different things are not: %j and %j', (one, other) =>
    expect(wordsOf(one)).not.toBe(wordsOf(other)),
  );
});

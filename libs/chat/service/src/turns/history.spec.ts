import { describe, expect, it } from '@jest/globals';
import { chatRequestOf } from '../openai/chat-request.ts';
import { historyOf, type History } from './history.ts';
import { repliesIn, transcriptOf } from './replay.ts';

type Said = readonly [role: string, content: string];

function read(said: readonly Said[], more: object = {}, key = 'key'): History {
  const messages = said.map(([role, content]) => ({ role, content }));
  return historyOf(key, chatRequestOf({ model: 'm', messages, ...more }));
}

const TALK: readonly Said[] = [
  ['system', 'Be brief.'],
  ['user', 'May I nap?'],
  ['assistant', 'How old are you?'],
  ['user', '47'],
  ['user', 'and tired'],
];

describe('historyOf', () => {
  it('pairs what was said with what was told, and joins messages in a row', () => {
    const { exchanges, message } = read(TALK);
    expect(exchanges).toMatchObject([{ person: 'May I nap?', assistant: 'How old are you?' }]);
    expect(message).toBe('47\n\nand tired');
    expect(read([...TALK, ['developer', 'Be kind.']]).instructions).toBe('Be brief.\n\nBe kind.');
  });

  it('comes to the transcript that the turn before ended with', () => {
    const { heard } = read(TALK.slice(0, 2));
    const { exchanges } = read(TALK);
    expect(heard).not.toEqual(exchanges[0]?.transcript);
    expect(read(TALK).exchanges[0]?.transcript).toEqual(exchanges[0]?.transcript);
  });

  it.each<[string, object, string]>([
    ['another key', {}, 'other'],
    ['another model', { model: 'n' }, 'key'],
    ['other words', { messages: [{ role: 'user', content: 'x' }] }, 'key'],
  ])('comes to another transcript with %s', (_, more, key) => {
    expect(read(TALK, more, key).heard).not.toEqual(read(TALK).heard);
  });

  it.each<[string, readonly Said[], object]>([
    ['a clock in the system prompt', [['system', 'It is 10:42. Be brief.'], ...TALK.slice(1)], {}],
    ['no system prompt', TALK.slice(1), {}],
    [
      'a seed, a user and settings',
      TALK,
      { seed: 7, user: 'x', temperature: 0, rookery: { max_questions: 1 } },
    ],
    ['another limit', TALK, { max_tokens: 9 }],
    ['white space', TALK.map(([role, text]): Said => [role, ` ${text.replaceAll(' ', '  ')}\r\n`]), {}],
    [
      'context before what was said',
      TALK.map(([role, text]): Said => [role, role === 'user' ? `<context>Beds</context>\n${text}` : text]),
      {},
    ],
    [
      'the time behind it',
      TALK.map(([role, text]): Said => [
        role,
        role === 'user' ? `${text}\n\n[Current time: 10:42:07]` : text,
      ]),
      {},
    ],
  ])('comes to the same transcript with %s', (_, said, more) => {
    expect(read(said, more).heard).toEqual(read(TALK).heard);
    expect(read(said, more).exchanges[0]?.exchange).toEqual(read(TALK).exchanges[0]?.exchange);
  });

  it.each([[[['assistant', 'Hello']]], [[['user', ' ']]], [[['system', 'x']]]] as [Said[]][])(
    'needs a last word of the person: %j',
    (said) => expect(() => read(said)).toThrow(/messages: must end with a user message/),
  );
});

describe('a replay', () => {
  it('tells all that was said, the newest when it is too much', () => {
    expect(transcriptOf(read([['user', 'May I nap?']]))).toBe('May I nap?');
    const told = transcriptOf(read(TALK));
    for (const text of ['May I nap?', 'How old are you?', '47', 'and tired']) expect(told).toContain(text);
    expect(told).not.toContain('Be brief');
    const long = Array.from({ length: 40 }, (_, n): Said[] => [
      ['user', `${n} ${'x'.repeat(1_000)}`],
      ['assistant', 'y'.repeat(5_000)],
    ]).flat();
    const cut = transcriptOf(read([...long, ['user', 'And now?']]));
    expect(cut.length).toBeLessThanOrEqual(20_000);
    expect(cut).toContain('39 xxx');
    expect(cut).not.toContain('\n0 xxx');
    expect(transcriptOf(read([...long, ['user', 'z'.repeat(20_000)]]))).toBe('z'.repeat(20_000));
  });

  it('has the replies to earlier questions at hand', () => {
    const history = read([
      ...TALK,
      ['assistant', 'Sleep.'],
      ['user', 'Thanks'],
      ['assistant', 'Alone?'],
      ['user', 'Yes'],
    ]);
    const replies = repliesIn(history, ['age', undefined, 'marital_status']);
    expect([...replies]).toEqual([
      ['age', '47\n\nand tired'],
      ['marital_status', 'Yes'],
    ]);
  });
});

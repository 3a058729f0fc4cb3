import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from './languages/index.ts';
import { LONGEST_TEXT, screen, screenFor } from './screen.ts';

const levelOf = (text: string): string => screen(text).level;

describe('screen', () => {
  it.each([
    'I want to kill myself',
    'i’m going to end my life tonight',
    'Honestly I just want to die.',
    'I have been feeling suicidal',
    'everyone would be better off without me',
    "I've taken a whole bottle of pills",
    'I have the urge to cut myself',
    'My friend just overdosed and is not responding',
    'My ex has a gun and is outside my door',
    "I'm afraid I will hurt my baby",
    'quiero morirme',
    'ich will mich umbringen',
    '我想自杀',
    '死にたい',
    'मैं मरना चाहता हूँ',
    'أريد أن أموت',
  ])('sees %j', (text) => {
    expect(levelOf(text)).toBe('crisis');
  });

  it.each([
    "I can't go on",
    'there is no point in living',
    'He threatened to kill me',
    'my friend wants to die',
    'mijn broer wil dood',
    'I tried to kill myself ten years ago',
    'how many paracetamol are a lethal dose',
  ])('is concerned about %j', (text) => {
    expect(levelOf(text)).toBe('concern');
  });

  it.each([
    'this deadline is killing me',
    'I hurt myself playing tennis',
    'How do I end it with my boyfriend?',
    'I am not suicidal',
    'Sorry, ignore my last message.',
    'Who can take care of my dog when I am at work?',
    'Should I take my life savings and buy a flat?',
    "My manager won't let me leave early.",
    'Should I end things now or wait until after the wedding?',
    'I took 400 mg ibuprofen, may I have a glass of wine?',
    'Kill two birds with one stone',
    'Voy a cortarme el pelo',
    'Wenn du das liest, ruf mich bitte zurück, mein Meeting ist vorbei.',
    'nie chcę umrzeć',
    'no quiero morir',
    '死にたくない',
    '',
    '\u0000 \ud800',
  ])('lets %j pass', (text) => {
    expect(screen(text)).toEqual({ level: 'none', matches: [] });
  });

  it.each([
    'I am going to end it tonight.',
    'This is my last message to you all.',
    'I bought a rope.',
    'Ich springe jetzt von hier.',
    'Mañana ya no estaré.',
  ])('leaves %j to a second look', (text) => {
    expect(levelOf(text)).toBe('concern');
  });

  it('is not reassured by everyday words about what is said outright', () => {
    expect(levelOf('I will kill myself before the wedding')).toBe('crisis');
    expect(levelOf('the doctor prescribed them and I took all the pills')).toBe('concern');
  });

  it.each([
    ['leetspeak', 'i want to c0mm1t su1c1de'],
    ['stars', 'I want to k*ll myself'],
    ['a spaced word', 'i will k i l l  m y s e l f'],
    ['dots', 'i will k.i.l.l myself'],
    ['stretched letters', 'i waaant to dieeee'],
    ['a typo', 'i am suicdal'],
    ['zero-width signs', 'i want to d\u200bi\u200de'],
    ['letters of another alphabet', 'І wаnt tо kіll mуsеlf'],
    ['wide letters', 'Ｉ ｗａｎｔ ｔｏ ｄｉｅ'],
    ['missing apostrophes', 'dont want to stay alive'],
    ['words that dodge filters', 'gonna unalive myself'],
  ])('sees through %s', (_, text) => {
    expect(levelOf(text)).toBe('crisis');
  });

  it.each([
    ["I'm not okay and I want to die", 'crisis'],
    ["I don't know why I shouldn't kill myself", 'crisis'],
    ["I can't stop thinking about killing myself", 'crisis'],
    ['ten years ago I tried to kill myself and tonight I will do it', 'crisis'],
    ['he said: I want to die', 'concern'],
    ['in my novel she says "I want to die"', 'concern'],
  ])('takes %j as it is meant', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });

  it('tells patterns, never words of the message', () => {
    expect(screen('I want to die, canary')).toEqual({ level: 'crisis', matches: ['en-want-to-die'] });
  });
});

describe('a screen that cannot look', () => {
  const [english, spanish] = LANGUAGES;
  if (english === undefined || spanish === undefined) throw new Error('languages are missing');
  const broken = { ...spanish, phrases: { passive: [undefined as unknown as string] } };

  it('is concerned, and still sees what the other languages see', () => {
    const look = screenFor([broken, english]);
    expect(look('hello')).toEqual({ level: 'concern', matches: ['screen-error'] });
    expect(look('I want to die')).toEqual({ level: 'crisis', matches: ['screen-error', 'en-want-to-die'] });
  });

  it('is concerned about what is no text at all', () => {
    expect(screen(undefined as unknown as string)).toEqual({ level: 'concern', matches: ['screen-error'] });
  });

  it('is concerned when the list of languages cannot be read', () => {
    const unreadable = new Proxy(LANGUAGES, {
      get: () => {
        throw new Error('injected');
      },
    });
    expect(screenFor(unreadable)('hello').level).toBe('concern');
  });

  it('is concerned about a text that is too long to be read whole, and sees what it reads', () => {
    const filler = 'all is well. '.repeat(LONGEST_TEXT / 10);
    expect(screen(filler)).toEqual({ level: 'concern', matches: ['text-too-long'] });
    expect(levelOf(`I want to die. ${filler}`)).toBe('crisis');
  });
});

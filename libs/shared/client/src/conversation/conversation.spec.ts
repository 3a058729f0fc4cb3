import { describe, expect, it } from '@jest/globals';
import { FinalAnswer, type ConverseRequest, type ConverseResponse } from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { AgentEvent } from './agent-event.ts';
import { Conversation, type OpenStream } from './conversation.ts';
import { startRequest } from './start.ts';

type Said = NonNullable<ConverseResponse['event']>;
type Heard = NonNullable<ConverseRequest['event']>;

const LOST = new RookeryError('UNAVAILABLE', 'the connection was lost');
const HEAR = 'hear';
/** What the other end does on one stream, step by step. */
type Stream = readonly (Said | typeof HEAR | RookeryError)[];

/** The other end of the streams: does what each script says, and keeps what it hears. */
function agent(...streams: readonly Stream[]): { open: OpenStream; heard: (Heard | 'end')[][] } {
  const heard: (Heard | 'end')[][] = [];
  const open: OpenStream = async function* (requests, { signal }) {
    const script = streams[heard.length];
    if (script === undefined) throw new Error('one stream too many');
    const mine: (Heard | 'end')[] = [];
    heard.push(mine);
    const messages = requests[Symbol.asyncIterator]();
    const hear = async (): Promise<void> => {
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
      );
      const step = await Promise.race([messages.next(), aborted]);
      mine.push(step.done === true ? 'end' : (step.value.event as Heard));
    };
    await hear();
    for (const step of script) {
      if (step === HEAR) await hear();
      else if (step instanceof RookeryError) throw step;
      else yield { event: step };
    }
  };
  return { open, heard };
}

const SESSION: Said = {
  $case: 'session',
  value: { name: 'sessions/s', state: 0, model: 'm', library: '', asked: [], knownAttributes: [] } as never,
};
const question = (number: number, text = `Question ${number}?`): Said => ({
  $case: 'question',
  value: { attribute: 'age', text, number, why: 'so' },
});
const piece = (text: string): Said => ({ $case: 'answerPiece', value: text });
const answer = (text: string): Said => ({
  $case: 'answer',
  value: FinalAnswer.fromPartial({ text }),
});
const CRISIS: Said = { $case: 'crisis', value: { text: 'You are not alone.', resources: [] } };
const RESUME = {
  $case: 'resume',
  value: { session: 'sessions/s', query: '', explain: false },
};
const START = startRequest({ query: 'How?', model: 'm' });
const replied = (text: string, questionNumber: number) => ({
  $case: 'reply',
  value: { answer: { $case: 'text', value: text }, questionNumber },
});

/** Replies to every question with its number, and tells what was delivered in short words. */
async function held(conversation: Conversation): Promise<string[]> {
  const said: string[] = [];
  for await (const event of conversation) {
    said.push(short(event));
    if (event.kind === 'question') conversation.reply(`reply ${event.number}`);
  }
  return said;
}

function short(event: AgentEvent): string {
  switch (event.kind) {
    case 'question':
      return event.text;
    case 'piece':
      return `+${event.text}`;
    case 'answer':
      return `=${event.answer.text}`;
    default:
      return event.kind;
  }
}

describe('Conversation', () => {
  it('delivers what the agent says and sends what the person replies', async () => {
    const { open, heard } = agent([SESSION, question(1), HEAR, piece('A'), piece('B'), answer('AB')]);
    const conversation = new Conversation(open, START);
    expect(await held(conversation)).toEqual(['Question 1?', '+A', '+B', '=AB']);
    expect(heard).toEqual([[START.event, replied('reply 1', 1)]]);
    expect(conversation.session).toBe('sessions/s');
  });

  it('takes a lost stream up without repeating a question that was replied to', async () => {
    const { open, heard } = agent(
      [SESSION, CRISIS, question(1), HEAR, LOST],
      // The reply was stored: the agent goes on.
      [SESSION, question(2), HEAR, answer('A')],
    );
    expect(await held(new Conversation(open, START))).toEqual(['crisis', 'Question 1?', 'Question 2?', '=A']);
    expect(heard[1]).toEqual([RESUME, replied('reply 2', 2)]);
  });

  it('sends a reply again that was lost with the stream', async () => {
    const { open, heard } = agent(
      [SESSION, question(1), HEAR, LOST],
      [LOST],
      [SESSION, question(1), HEAR, question(2), HEAR, answer('A')],
    );
    expect(await held(new Conversation(open, START))).toEqual(['Question 1?', 'Question 2?', '=A']);
    expect(heard[2]).toEqual([RESUME, replied('reply 1', 1), replied('reply 2', 2)]);
  });

  it('delivers a question that is put in other words', async () => {
    const { open } = agent(
      [SESSION, question(1), HEAR, LOST],
      [SESSION, question(1, 'Because. Question 1?'), HEAR, answer('A')],
    );
    expect(await held(new Conversation(open, START))).toEqual(['Question 1?', 'Because. Question 1?', '=A']);
  });

  it('waits for the person across a lost stream, and half-closes again', async () => {
    const { open, heard } = agent(
      [SESSION, question(1), LOST],
      [SESSION, question(1), HEAR, LOST],
      [SESSION, question(1), HEAR, answer('A')],
    );
    const conversation = new Conversation(open, START);
    const said: string[] = [];
    for await (const event of conversation) {
      said.push(short(event));
      if (event.kind === 'question') setTimeout(() => conversation.answerNow(), 300);
    }
    expect(said).toEqual(['Question 1?', '=A']);
    expect(heard.slice(1)).toEqual([
      [RESUME, 'end'],
      [RESUME, 'end'],
    ]);
  });

  it('goes on within the answer, and says so when its words have changed', async () => {
    const same = agent(
      [SESSION, piece('One '), piece('two'), LOST],
      [SESSION, piece('One t'), piece('wo three'), answer('One two three')],
    );
    expect(await held(new Conversation(same.open, START))).toEqual([
      '+One ',
      '+two',
      '+ three',
      '=One two three',
    ]);
    const other = agent([SESSION, piece('One'), LOST], [SESSION, piece('Two'), answer('Two')]);
    expect(await held(new Conversation(other.open, START))).toEqual(['+One', 'rewritten', '+Two', '=Two']);
  });

  it('asks a new matter once', async () => {
    const first: ConverseRequest = {
      event: { ...RESUME, value: { ...RESUME.value, query: 'And?' } } as Heard,
    };
    const unheard = agent([LOST], [SESSION, answer('B')]);
    expect(await held(new Conversation(unheard.open, first))).toEqual(['=B']);
    expect(unheard.heard[1]).toEqual([first.event]);
    const refusal = invalidArgument('resume.query', 'is set while the first matter has no answer yet');
    const arrived = agent([LOST], [refusal], [SESSION, answer('B')]);
    expect(await held(new Conversation(arrived.open, first))).toEqual(['=B']);
    expect(arrived.heard[2]).toEqual([RESUME]);
  });

  it('fails at once with what will not go away, and with nothing to resume', async () => {
    const wrong = new RookeryError('NOT_FOUND', 'model m: not found');
    await expect(held(new Conversation(agent([wrong]).open, START))).rejects.toBe(wrong);
    const asked = new RookeryError('UNAVAILABLE', 'come back later', { retryAfterMs: 3_600_000 });
    await expect(held(new Conversation(agent([asked]).open, START))).rejects.toBe(asked);
    const away = new Conversation(agent(...Array.from({ length: 50 }, () => [LOST])).open, START, {
      patienceMs: 300,
    });
    await expect(held(away)).rejects.toBe(LOST);
    const ephemeral = agent([question(1), HEAR, LOST]);
    await expect(held(new Conversation(ephemeral.open, START))).rejects.toBe(LOST);
    await expect(held(new Conversation(agent([SESSION]).open, START))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });

  it('leaves a model that fails to the person, and does not ask it again', async () => {
    const failed = new RookeryError('UNAVAILABLE', '500', { reason: 'MODEL_SERVER_FAILED', retryAfterMs: 1 });
    const { open, heard } = agent([SESSION, CRISIS, failed], [answer('one too many')]);
    await expect(held(new Conversation(open, START))).rejects.toBe(failed);
    expect(heard).toHaveLength(1);
  });

  it('shows a notice once, and another one that follows it', async () => {
    const stronger: Said = { $case: 'crisis', value: { text: 'Call somebody now.', resources: [] } };
    const { open } = agent([CRISIS, LOST], [CRISIS, stronger, SESSION, answer('A')]);
    expect(await held(new Conversation(open, START))).toEqual(['crisis', 'crisis', '=A']);
  });

  it('does not take signs of life for words', async () => {
    const open: OpenStream = async function* (_requests, { signal }) {
      for (;;) {
        signal.throwIfAborted();
        yield { event: { $case: 'working', value: {} } };
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await expect(held(new Conversation(open, START, { patienceMs: 100 }))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    const slow = agent([{ $case: 'working', value: {} }, SESSION, answer('A')]);
    expect(await held(new Conversation(slow.open, START))).toEqual(['=A']);
  });

  it('ends a silence, but lets the person think', async () => {
    const { open } = agent([SESSION, question(1), HEAR, HEAR]);
    const conversation = new Conversation(open, START, { patienceMs: 100 });
    const said: string[] = [];
    const talk = (async () => {
      for await (const event of conversation) {
        said.push(short(event));
        setTimeout(() => conversation.reply('x'), 400);
      }
    })();
    await expect(talk).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(said).toEqual(['Question 1?']);
  });

  it('stops the stream when it is left, and refuses a reply to nothing', async () => {
    let stopped = false;
    const { open } = agent([SESSION, question(1), HEAR]);
    const watched: OpenStream = async function* (requests, options) {
      try {
        yield* open(requests, options);
      } finally {
        stopped = true;
      }
    };
    const conversation = new Conversation(watched, START);
    expect(() => conversation.reply('early')).toThrow(/no question is open/);
    for await (const _ of conversation) break;
    expect(stopped).toBe(true);
  });
});

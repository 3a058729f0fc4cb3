import { AnswerState } from '@rookery/shared-contracts';
import { AnswerReader, type ReadAnswer, type ThinkingHabit } from './answer-reader.ts';
import { limited, wholeText } from './body.ts';
import { BrokenAnswer } from './faults.ts';
import { type QuietLimit, quietLimit } from './quiet-limit.ts';
import { refusalIn } from './refusal.ts';
import type { ServerAnswer, ServerConnection, SentRequest } from './server-connection.ts';
import { EventReader, type ServerEvent } from './server-sent-events.ts';
import { isFine, parsedAnswer, readWhole, refusalOf } from './whole-answer.ts';

/** When the server has said that it ended, its usage and its goodbye are waited for this long, in milliseconds. */
const FAREWELL_MS = 2000;

/**
 * Asks for a completion in pieces: yields text that can be passed on, and returns the whole answer. Rejects with Refusal, Unreachable,
 * BrokenAnswer or Stalled, or with the signal's reason. Bytes of any kind are a sign of life. Leaving off reading stops the server.
 */
export async function* askStreamed(
  connection: ServerConnection,
  sent: SentRequest,
  habit: ThinkingHabit,
  quietMs: number,
  signal: AbortSignal,
): AsyncGenerator<string, ReadAnswer> {
  const quiet = quietLimit(quietMs, signal);
  const reader = new AnswerReader(habit, true);
  let answer: ServerAnswer | undefined;
  try {
    answer = await connection.send({
      call: 'chat/completions',
      ...sent,
      signal: quiet.signal,
    });
    if (!isFine(answer)) throw await refusalOf(answer);
    if (/json|html/.test(answer.headers['content-type'] ?? '')) {
      // A server without streams.
      const whole = readWhole(parsedAnswer(await wholeText(answer)), reader);
      quiet.pause();
      if (whole.text !== '') yield whole.text;
      return whole;
    }
    let passed = false;
    for await (const text of textsOf(answer, reader, quiet)) {
      quiet.pause();
      passed = true;
      yield text;
      // Here too: a slow reader is not a silent server.
      quiet.heard();
    }
    const rest = reader.end();
    const read = reader.answer();
    quiet.pause();
    answer.leave();
    answer = undefined;
    // What was held back until the end need not be passed on when another try may give the whole of it.
    if (rest !== '' && (passed || read.state !== AnswerState.TORN)) yield rest;
    return read;
  } catch (caught) {
    signal.throwIfAborted();
    throw quiet.stalled() ?? caught;
  } finally {
    quiet.end();
    answer?.stop();
  }
}

async function* textsOf(
  answer: ServerAnswer,
  reader: AnswerReader,
  quiet: QuietLimit,
): AsyncGenerator<string, void> {
  const events = new EventReader();
  try {
    for await (const bytes of limited(answer)) {
      quiet.heard(reader.ended ? FAREWELL_MS : undefined);
      for (const event of events.read(bytes)) {
        if (event === 'done') return;
        const text = textOf(event, reader);
        if (text !== '') yield text;
      }
      if (reader.ended) quiet.heard(FAREWELL_MS);
    }
    for (const event of events.end()) {
      if (event === 'done') return;
      const text = textOf(event, reader);
      if (text !== '') yield text;
    }
  } catch (caught) {
    // What was said until then is all there is to say.
    if (reader.ended) return;
    throw caught instanceof SyntaxError
      ? new BrokenAnswer('the model server sent a piece that is no JSON', { cause: caught })
      : caught;
  }
  if (!reader.ended) throw new BrokenAnswer('the model server ended its stream early');
}

function textOf(event: Exclude<ServerEvent, 'done'>, reader: AnswerReader): string {
  const refusal = refusalIn(event.data);
  if (refusal === undefined) return reader.read(event.data);
  if (!reader.hasBegun) throw refusal;
  reader.breakOff(refusal);
  return '';
}

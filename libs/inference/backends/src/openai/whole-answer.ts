import { timeLimit } from '@rookery/shared-concurrency';
import { AnswerReader, type ReadAnswer, type ThinkingHabit } from './answer-reader.ts';
import { beginningOf, wholeText } from './body.ts';
import { BrokenAnswer, Stalled } from './faults.ts';
import { Refusal, refusalIn } from './refusal.ts';
import type { ServerAnswer, ServerCall, ServerConnection, SentRequest } from './server-connection.ts';

/**
 * Asks and reads the whole answer as JSON, within a time. Rejects with Refusal, also of an error inside of a 200,
 * Unreachable, BrokenAnswer or Stalled, or with the signal's reason.
 */
export async function askForJson(
  connection: ServerConnection,
  call: ServerCall,
  withinMs: number,
): Promise<unknown> {
  using patience = timeLimit(withinMs, call.signal);
  try {
    const answer = await connection.send({ ...call, signal: patience.signal });
    if (!isFine(answer)) throw await refusalOf(answer);
    return parsedAnswer(await wholeText(answer));
  } catch (caught) {
    call.signal.throwIfAborted();
    if (patience.isOver) throw new Stalled(withinMs);
    throw caught;
  }
}

/** Asks for a whole completion. Rejects like `askForJson`. */
export async function askWhole(
  connection: ServerConnection,
  sent: SentRequest,
  habit: ThinkingHabit,
  withinMs: number,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const call = { call: 'chat/completions', ...sent, signal };
  return readWhole(await askForJson(connection, call, withinMs), new AnswerReader(habit, false));
}

/** @throws BrokenAnswer when there is no message in it */
export function readWhole(body: unknown, reader: AnswerReader): ReadAnswer {
  reader.read(body);
  if (!reader.hasMessage) throw new BrokenAnswer('the model server sent an answer without a message');
  reader.end();
  return reader.answer();
}

export function isFine({ status }: ServerAnswer): boolean {
  return status >= 200 && status < 300;
}

/** Reads what the server says of its refusal. */
export async function refusalOf(answer: ServerAnswer): Promise<Refusal> {
  return new Refusal(answer.status, await beginningOf(answer), answer.headers);
}

/**
 * The JSON of an answer.
 * @throws Refusal for an error inside of it; BrokenAnswer when it is none
 */
export function parsedAnswer(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (caught) {
    throw notJson(text, caught);
  }
  const refusal = refusalIn(body);
  if (refusal !== undefined) throw refusal;
  return body;
}

function notJson(text: string, cause: unknown): BrokenAnswer {
  return /^\s*</.test(text)
    ? new BrokenAnswer(
        'the model server sent a page for people, such as a login; check OPENAI_BASE_URL of the inference worker, which usually ends in /v1',
        { cause, passing: false },
      )
    : new BrokenAnswer('the model server broke off its answer, or sent something that is no JSON', { cause });
}

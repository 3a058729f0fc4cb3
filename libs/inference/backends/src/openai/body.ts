import { BrokenAnswer } from './faults.ts';
import type { ServerAnswer } from './server-connection.ts';

/** Of one answer no more bytes are read than this, whole or in pieces: ten times what the largest answers and vectors take. */
export const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
/** Of a refusal no more is read: what it says stands at its beginning. */
const MOST_REFUSAL_BYTES = 64 * 1024;

/**
 * The whole body as text. Rejects like `ServerAnswer.body`, and with BrokenAnswer, which does not pass, when it is longer than
 * MOST_ANSWER_BYTES; the rest is not read.
 */
export async function wholeText(answer: ServerAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of limited(answer)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The beginning of the body as text; what is broken off is what there is. */
export async function beginningOf(answer: ServerAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body()) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MOST_REFUSAL_BYTES) break;
    }
  } catch (caught) {
    if (!(caught instanceof BrokenAnswer)) throw caught;
  } finally {
    answer.stop();
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, MOST_REFUSAL_BYTES);
}

/** The body, up to so many bytes; rejects beyond. */
export async function* limited(answer: ServerAnswer, most = MOST_ANSWER_BYTES): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of answer.body()) {
    bytes += chunk.length;
    if (bytes > most) {
      answer.stop();
      throw new BrokenAnswer(`the model server sent more than ${most} bytes for one answer`, {
        passing: false,
      });
    }
    yield chunk;
  }
}

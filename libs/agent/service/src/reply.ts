import type { Message } from '@rookery/agent-conversation';
import type { ConverseRequest } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';

/**
 * What the caller says to a question; the end of its messages closes the conversation.
 * @param asked number of the question that this stream was sent last: what a reply without a number replies to
 * @throws RookeryError INVALID_ARGUMENT
 */
export function replyOf(request: ConverseRequest | undefined, asked: number): Message {
  if (request === undefined) return { kind: 'closed' };
  if (request.event?.$case !== 'reply') {
    throw invalidArgument('event', 'after a question the message must be reply');
  }
  const { answer, questionNumber } = request.event.value;
  const number = questionNumber === 0 ? asked : questionNumber;
  if (answer === undefined) throw invalidArgument('reply.answer', 'must be text or declined');
  if (answer.$case === 'text') return { kind: 'reply', text: answer.value, number };
  if (!answer.value) throw invalidArgument('reply.declined', 'is false; set it only to decline');
  return { kind: 'declined', number };
}

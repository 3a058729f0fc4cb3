import type { Exchange, History } from './history.ts';

/** What the agent takes as one message, in characters. */
const LONGEST_QUERY = 20_000;
/** Of what the assistant said, this much is enough to know what was replied to, in characters. */
const LONGEST_REMARK = 500;

/**
 * A conversation that no session knows, as one message for the agent: it reads the facts in it as it reads those of any first
 * message. Oldest exchanges are left out when it would be too long.
 */
export function transcriptOf({ exchanges, message }: History): string {
  if (exchanges.length === 0) return message;
  const now = `Now the person writes:\n${message}`;
  const lines: string[] = [];
  let room = LONGEST_QUERY - now.length - FRAME.length;
  for (const exchange of exchanges.toReversed()) {
    const text = told(exchange);
    room -= text.length;
    if (room < 0) break;
    lines.unshift(text);
  }
  if (lines.length === 0) return message;
  return `${FRAME}${lines.join('')}${now}`;
}

const FRAME = 'Earlier in this conversation:\n\n';

function told({ person, assistant }: Exchange): string {
  const said = person.trim() === '' ? '' : `The person wrote:\n${person.trim()}\n\n`;
  const words = assistant.trim();
  const remark = words.length > LONGEST_REMARK ? `${words.slice(0, LONGEST_REMARK)}...` : words;
  return `${said}They were told:\n${remark}\n\n`;
}

/**
 * What the person replied to earlier questions, by attribute: if the agent asks one of them again, the reply is at hand, and
 * the person is not asked twice.
 * @param attributes what was asked for at the end of each exchange; undefined: nothing of ours
 */
export function repliesIn(
  { exchanges, message }: History,
  attributes: readonly (string | undefined)[],
): Map<string, string> {
  const replies = new Map<string, string>();
  for (const [index, attribute] of attributes.entries()) {
    if (attribute !== undefined) replies.set(attribute, exchanges[index + 1]?.person ?? message);
  }
  return replies;
}

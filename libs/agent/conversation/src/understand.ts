import type { FoundFact, MessageReading } from '@rookery/agent-prompts';
import type { AgentCalls } from './agent-calls.ts';
import type { Conversation, OpenQuestion } from './conversation.ts';
import { asksWhy } from './asks-why.ts';
import { attempts } from './attempts.ts';
import { isLate, wordsOf, type Message } from './message.ts';
import { plainSentences } from './plain-sentences.ts';
import { wantsQuestions } from './wants-questions.ts';

/** What was understood of a message, and by whom. */
export interface Understood extends MessageReading {
  readonly reader: 'model' | 'rules';
}

/** Nothing at all. */
export const UNDERSTOOD_NOTHING: Understood = {
  reader: 'rules',
  facts: [],
  refusedFacts: 0,
  declined: false,
  asksWhy: false,
  wantsQuestions: false,
  newQuestion: '',
  language: '',
};

/**
 * What a message says. What says nothing but why?, or go on, needs no model, and is never taken for a fact. Everything else the
 * model reads; when its reading cannot be understood twice, or none is wanted, rules do: they find no facts in a first message and
 * take a reply for the value of what was asked for.
 * @throws RookeryError as AgentCalls does
 */
export async function understand(
  conversation: Conversation,
  message: Message,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<Understood> {
  const { settings, known } = conversation;
  const text = wordsOf(message);
  // What comes late, or brings a new matter, answers nothing that is open.
  const open = message.kind === 'query' || isLate(message, conversation) ? undefined : conversation.open;
  if (text.trim() === '')
    return { ...UNDERSTOOD_NOTHING, declined: open !== undefined && message.kind !== 'closed' };
  if (open !== undefined && asksWhy(text)) return { ...UNDERSTOOD_NOTHING, asksWhy: true };
  if (conversation.danger !== undefined && wantsQuestions(text))
    return { ...UNDERSTOOD_NOTHING, wantsQuestions: true };
  if (settings.reading === 'literal') return { ...UNDERSTOOD_NOTHING, facts: valueOf(open, text) };
  const asked = open === undefined ? undefined : { attribute: open.attribute, question: open.text };
  const reading = await attempts(conversation, 'extract', signal, [text], (call) =>
    calls.read({ message: text, asked, known }, call),
  );
  if (reading === undefined) return byRules(text, open);
  // A model may report the question why as the fact that was asked for.
  return { ...reading, facts: reading.facts.filter(({ value }) => !asksWhy(value)), reader: 'model' };
}

// Only what nobody could mean otherwise: a reply that is taken for a value by mistake is still in the person's words.
const DECLINES =
  /^(?:no(?:pe)?,? (?:thanks?|thank you|comment)|pass|skip|next)\b|\b(?:rather not|prefer not to|don'?t want to (?:say|answer|tell|talk about it)|none of your business|lieber nicht|nicht sagen|je préfère ne pas|prefiero no|preferisco non|liever niet)\b/iu;

function byRules(text: string, open: OpenQuestion | undefined): Understood {
  if (open === undefined) return UNDERSTOOD_NOTHING;
  const said = text.replace(/[‘’]/gu, "'");
  if (DECLINES.test(said)) return { ...UNDERSTOOD_NOTHING, declined: true };
  if (plainSentences(said).some(asksWhy)) return { ...UNDERSTOOD_NOTHING, asksWhy: true };
  return { ...UNDERSTOOD_NOTHING, facts: valueOf(open, text) };
}

function valueOf(open: OpenQuestion | undefined, text: string): FoundFact[] {
  return open === undefined ? [] : [{ attribute: open.attribute, value: text.trim() }];
}

import type { FoundFact, MessageReading } from '@rookery/agent-prompts';
import type { AgentCalls } from './agent-calls.ts';
import type { Conversation, OpenQuestion } from './conversation.ts';
import { attempts } from './attempts.ts';
import { isLate, wordsOf, type Message } from './message.ts';

/** What was understood of a message, and by whom. */
export interface Understood extends MessageReading {
  readonly reader: 'model' | 'rules';
}

const NOTHING: Understood = {
  reader: 'rules',
  facts: [],
  refusedFacts: 0,
  declined: false,
  asksWhy: false,
  newQuestion: '',
  language: '',
};

/**
 * What a message says. The model reads it; when its reading cannot be understood twice, or none is wanted, rules do:
 * they find no facts in a first message and take a reply for the value of what was asked for.
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
  if (text.trim() === '') return { ...NOTHING, declined: open !== undefined && message.kind !== 'closed' };
  if (settings.reading === 'literal') return { ...NOTHING, facts: valueOf(open, text) };
  const asked = open === undefined ? undefined : { attribute: open.attribute, question: open.text };
  const reading = await attempts(conversation, 'extract', signal, [text], (call) =>
    calls.read({ message: text, asked, known }, call),
  );
  return reading === undefined ? byRules(text, open) : { ...reading, reader: 'model' };
}

// Only what nobody could mean otherwise: a reply that is taken for a value by mistake is still in the person's words.
const DECLINES =
  /^(?:no(?:pe)?,? (?:thanks?|thank you|comment)|pass|skip|next)\b|\b(?:rather not|prefer not to|don'?t want to (?:say|answer|tell|talk about it)|none of your business|lieber nicht|nicht sagen|je préfère ne pas|prefiero no|preferisco non|liever niet)\b/iu;
const ASKS_WHY =
  /\bwhy (?:do|would|are|does|is)\b[^.!]*\?|\bwarum\b[^.!]*\?|\bpourquoi\b[^.!]*\?|¿por qué\b|\bperché\b[^.!]*\?|^why\??$/iu;

function byRules(text: string, open: OpenQuestion | undefined): Understood {
  if (open === undefined) return NOTHING;
  const said = text.replace(/[‘’]/gu, "'");
  if (DECLINES.test(said)) return { ...NOTHING, declined: true };
  if (ASKS_WHY.test(said)) return { ...NOTHING, asksWhy: true };
  return { ...NOTHING, facts: valueOf(open, text) };
}

function valueOf(open: OpenQuestion | undefined, text: string): FoundFact[] {
  return open === undefined ? [] : [{ attribute: open.attribute, value: text.trim() }];
}

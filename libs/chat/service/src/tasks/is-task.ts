import type { ChatRequest } from '../openai/chat-request.ts';

/** Orders stand at the beginning or at the end of what a program writes, in characters. */
const ORDER_PART = 900;
/** A system message that is about more than one task is no task, in characters. */
const LONGEST_SYSTEM = 2_500;

const ORDER =
  '(?:generate|create|provide|write|give|suggest|summari[sz]e|come up with|produce|reply with|respond with|return|output|craft|propose|pick|select|choose|make|name|analy[sz]e|extract|rephrase|rewrite|categori[sz]e|reflect|turn|find)';
const NOUN =
  '(?:title|name for|an? (?:short )?name|heading|headline|subject line|topic|tags?|keywords|labels|follow[- ]?ups?|next (?:questions|prompts|messages)|suggested (?:questions|replies|prompts)|questions? or prompts|search quer(?:y|ies)|standalone (?:question|query)|web search|emojis?|summar(?:y|ise|ize)|in \\d+ words)';
const OF =
  "(?:conversation|chat|dialogue|dialog|discussion|thread|message history|exchange between|(?:user'?s?|following|first|previous|last|initial|above)(?: \\w+)? (?:message|prompt|query|question|input|request|messages)|speaker)";
/** How a program wants to read what it is given. */
const FORM =
  '(?:\\d+(?:\\s*(?:-|–|to)\\s*\\d+)?[- ]?words?|(?:two|three|four|five|six|seven|eight|ten)(?: (?:to|or) (?:\\w+))?[- ]words?|words? (?:or (?:less|fewer)|max|maximum)|word-or-less|(?:max|maximum|at most|up to|under|fewer than|less than|within)\\s*(?:of )?\\d+|\\d+ (?:characters|chars)|no (?:punctuation|quotes|quotation|other text|additional text|extra text|explanation|preamble|markdown)|without (?:any )?(?:lead-in|quotes|quotation|punctuation|explanation|preamble|additional)|(?:only|just) (?:return|output|reply|respond|answer|the (?:title|emoji|tags|query|summary))|(?:return|reply|respond|output|answer)(?: with)? (?:only|just|nothing)|nothing else|title case|json|one (?:single )?emoji|comma[- ]separated|array of strings|as a prompt for future context)';

const near = (...parts: readonly string[]): RegExp => new RegExp(parts.join('[\\s\\S]{0,160}?'), 'iu');
const ORDERED = near(`\\b${ORDER}\\b`, `\\b${NOUN}`);
const ABOUT = new RegExp(`\\b${OF}\\b`, 'iu');
const SHAPED = new RegExp(`\\b${FORM}`, 'iu');

/** An order for the title of a conversation, and how short or how bare it has to be. */
function titleIn(orders: string, title: string, conversation: string): RegExp {
  const word = (words: string): string => `(?<!\\p{L})(?:${words})(?!\\p{L})`;
  const bare = '\\d|(?:nur|solo|solamente|únicamente|uniquement|seulement|apenas|somente|soltanto|только)';
  return new RegExp(
    `^(?=[\\s\\S]{0,600}(?:${bare}))\\s*${word(orders)}[^.\\n]{0,60}${word(title)}[\\s\\S]{0,120}${word(conversation)}`,
    'iu',
  );
}

/** What interfaces are known to begin their tasks with, or to be the whole of. */
const KNOWN: readonly RegExp[] = [
  // Open WebUI: every task but the one that answers from documents.
  /^\s*#{0,4}\s*Task:(?![\s\S]{0,80}respond to the user)[\s\S]*(?:<chat_history>|#{2,4}\s*(?:Output|Guidelines|Chat History)|JSON format)/iu,
  /^\s*Your task is to reflect the speaker's likely facial expression through a fitting emoji/iu,
  /^\s*Available Tools:[\s\S]*choose and return the correct tool/iu,
  /^\s*(?:Here is the query|Query):[\s\S]*(?:word|short) (?:phrase|title)/iu,
  /^\s*You (?:are|act as|write|create|generate)\b[^.\n]{0,90}\b(?:title|titling|thread title|conversation summari[sz]er|tagging|emoji expert|follow-up question|search query|autocompletion)\b/iu,
  /^\s*You have been provided with a set of responses from various models/iu,
  // Jan, Dify, Perplexica, RAGFlow, and programs that keep memories.
  /^\s*Summari[sz]e in an? \d+[- ]word title\b/iu,
  /^\s*You need to decompose the user'?s input into "subject" and "intention"/iu,
  /^\s*You are an? (?:AI )?(?:question|query) (?:rephraser|rewriter)\b/iu,
  /^\s*(?:#+ *)?Role: A helpful assistant\s+(?:#+ *)?Task and steps:/iu,
  /^\s*You are a Personal Information Organizer\b/iu,
  // Interfaces that speak the language of their users.
  titleIn(
    'erstelle|generiere|formuliere|schreibe|gib|nenne',
    'titel|überschrift',
    'gespräche?s?|unterhaltung|chats?|konversation',
  ),
  titleIn('genera|crea|escribe|proporciona|dame', 'título', 'conversación|chat|charla'),
  titleIn('génère|crée|donne|rédige|écris|propose', 'titre', 'conversation|discussion|échange'),
  titleIn('gere|crie|escreva|forneça|dê', 'título', 'conversa|chat'),
  titleIn('genera|crea|scrivi|fornisci', 'titolo', 'conversazione|chat'),
  titleIn('создай|придумай|сгенерируй|напиши|дай', 'заголовок|название', 'диалога?|разговора?|чата?|беседы'),
  // LobeChat, Cherry Studio, NextChat and others in Chinese.
  /(?:总结|概括|生成|起一?个|取一?个|拟定)[\s\S]{0,40}(?:标题|题目)/u,
  /(?:简要主题|作为标题|后续的上下文提示)/u,
  /你是一名擅长(?:会话|翻译|总结)的助理/u,
  /^\s*(?:Summari[sz]e (?:the|our|this) (?:discussion|conversation|chat)|Please summari[sz]e (?:the|our|this) conversation) [\s\S]{0,80}(?:prompt for future|context)/iu,
];

/**
 * Whether a request is no turn of a conversation, but a task of the interface that shows it: a title, tags, follow-ups, a search
 * query, an emoji. A person's words are not taken for one because they speak of titles: it takes an order, what it is about, that it
 * is a conversation's, and how a program wants to read it.
 */
export function isTask({ messages, settings }: Pick<ChatRequest, 'messages' | 'settings'>): boolean {
  if (settings.task !== undefined) return settings.task;
  const last = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const system = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ text }) => text)
    .join('\n');
  return isOrder(last) || (system.length <= LONGEST_SYSTEM && isOrder(system.slice(0, ORDER_PART)));
}

function isOrder(written: string): boolean {
  // Else each expression would try its beginning at each of many blanks.
  const text = written.trimStart();
  if (KNOWN.some((form) => form.test(text))) return true;
  const parts = text.length <= 2 * ORDER_PART ? [text] : [text.slice(0, ORDER_PART), text.slice(-ORDER_PART)];
  return parts.some((part) => ORDERED.test(part) && ABOUT.test(part) && SHAPED.test(part));
}

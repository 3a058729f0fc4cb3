import {
  couldNotAnswer,
  crisisNotice,
  fixedAnswer,
  screen,
  type CrisisLevel,
  type ResourcesFor,
} from '@rookery/agent-crisis';
import { messageText } from '../openai/message-text.ts';
import { crisisText } from './crisis-text.ts';

/** What this service sees by itself in what a person says, before anybody is asked. */
export interface OwnScreen {
  /** Names somebody to turn to: nothing has to be asked, or waited for. Empty: not certain. */
  readonly atOnce: string;
  /** The same where the agent, which would look a second time, cannot be heard. Empty: nothing was seen. */
  readonly otherwise: string;
  /** How certain it is. */
  readonly level: CrisisLevel;
  /** What is said to the person in place of an answer. */
  readonly instead: string;
}

/**
 * Looks at the last message of a request, however wrong the rest of it may be: the notice must not depend on anything that can fail.
 * @param body as it came
 */
export function ownScreen(body: unknown, resourcesFor: ResourcesFor): OwnScreen {
  const text = lastWords(body);
  const screening = screen(text);
  const locale = localeIn(body);
  if (screening.level === 'none') {
    return { level: 'none', atOnce: '', otherwise: '', instead: couldNotAnswer(screening, locale) };
  }
  const notice = crisisText(crisisNotice(screening.level, screening, locale, resourcesFor));
  const urgent = screening.level === 'crisis';
  return {
    level: screening.level,
    atOnce: urgent ? notice : '',
    otherwise: notice,
    instead: urgent ? fixedAnswer(screening, locale) : couldNotAnswer(screening, locale),
  };
}

function lastWords(body: unknown): string {
  const messages = field(body, 'messages');
  if (!Array.isArray(messages)) return '';
  const own: string[] = [];
  for (const message of (messages as readonly unknown[]).toReversed()) {
    const role = field(message, 'role');
    if (role === 'assistant') break;
    if (role === 'user') own.unshift(messageText(field(message, 'content')).text);
  }
  return own.join('\n\n');
}

function localeIn(body: unknown): string | undefined {
  const locale = field(field(body, 'rookery'), 'locale');
  return typeof locale === 'string' && locale !== '' ? locale : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

import { counter, durations } from '../registry.ts';

const notices = counter({
  name: 'rookery_crisis_notices_total',
  help: 'Times that a person was named somebody to turn to, by who said it (agent, chat) and how certain the danger was.',
  labels: ['by', 'level'],
});
const said = counter({
  name: 'rookery_agent_said_total',
  help: 'Questions and answers of the agent.',
  labels: ['what'],
});
const firstWords = durations({
  name: 'rookery_agent_first_words_seconds',
  help: 'From the decision to answer to the first words of the answer.',
  labels: [],
});

/** Begins the counts of notices at 0, where they may be given: a rate sees no first one of a series that begins with it. */
export function mayNotice(by: 'agent' | 'chat'): void {
  for (const level of ['crisis', 'concern']) notices.inc({ by, level }, 0);
}

/** Nothing of who it was, and nothing of what they said. */
export function crisisNoticed(by: 'agent' | 'chat', level: 'crisis' | 'concern'): void {
  notices.inc({ by, level });
}

/** @param firstWordsMs of an answer: from the decision to its first words; 0: it was said again, or not in pieces */
export function agentSaid(what: 'question' | 'answer', firstWordsMs = 0): void {
  said.inc({ what });
  if (firstWordsMs > 0) firstWords.observe(firstWordsMs / 1000);
}

/**
/**
 * How a model is run: the query alone, the query with the whole profile, the agent that asks first, the agent that asks everybody in
 * one order (the baseline of planning), and the agent guided by planned paths (full RAISE); not at all: the answer was given by
 * others; or the query with a chosen part of the profile. In the order in which reports show them.
 */
export const STATUSES = [
  'vanilla',
  'context-rich',
  'agent',
  'static',
  'planner',
  'given',
  'disclosed',
] as const;
export type Status = (typeof STATUSES)[number];

/** Whether a text names a status; exact spelling. */
export function isStatus(text: string): text is Status {
  return (STATUSES as readonly string[]).includes(text);
}

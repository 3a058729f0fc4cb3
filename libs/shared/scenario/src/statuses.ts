/**
 * How a model is run: the query alone, the query with the whole profile, the agent that asks first, and the
 * agent guided by planned paths (full RAISE); or not at all: the answer was given by others. In the order in which reports
 * show them.
 */
export const STATUSES = ['vanilla', 'context-rich', 'agent', 'planner', 'given'] as const;
export type Status = (typeof STATUSES)[number];

/** Whether a text names a status; exact spelling. */
export function isStatus(text: string): text is Status {
  return (STATUSES as readonly string[]).includes(text);
}

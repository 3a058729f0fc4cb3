import type { Status } from '@rookery/shared-scenario';

/** Whether a sample of a status is a conversation in which the agent asks first; a new status has to say. */
export function asksFirst(status: Status): boolean {
  switch (status) {
    case 'vanilla':
    case 'context-rich':
    case 'given':
    case 'disclosed':
      return false;
    case 'agent':
    case 'static':
    case 'planner':
      return true;
  }
}

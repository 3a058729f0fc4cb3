import { knownAttributes, type Progress } from '@rookery/agent-conversation';
import { shownLibrary } from '@rookery/planner-library';
import type { Session } from '@rookery/agent-sessions';
import * as wire from '@rookery/shared-contracts';

/** What may be shown of a session: names of attributes, never what was said. */
export function sessionToWire({ id, createdAt, expiresAt, content }: Session): wire.Session {
  const { progress, library } = content;
  const { conversation } = progress;
  return {
    name: `sessions/${id}`,
    state: stateOf(progress),
    model: conversation.settings.model,
    library: wire.libraryName(shownLibrary(library)),
    asked: [...conversation.asked],
    knownAttributes: knownAttributes(conversation),
    createTime: createdAt,
    expireTime: expiresAt,
  };
}

function stateOf({ pending, answer, conversation }: Progress): wire.SessionState {
  if (pending !== undefined) return wire.SessionState.THINKING;
  if (answer !== undefined) return wire.SessionState.ANSWERED;
  return conversation.open === undefined ? wire.SessionState.THINKING : wire.SessionState.ASKING;
}

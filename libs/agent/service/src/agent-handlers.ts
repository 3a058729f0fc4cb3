import type { AgentServiceImplementation } from '@rookery/shared-contracts';
import type { CallContext } from 'nice-grpc';
import { idsIn } from '@rookery/shared-contracts';
import type { AgentParts } from './agent-parts.ts';
import { converse } from './converse.ts';
import { sessionToWire } from './session-wire.ts';

const DEFAULT_PAGE = 50;

/** AgentService: unpacks, lets the agent take its turns, packs. */
export function agentHandlers(parts: AgentParts): AgentServiceImplementation {
  const { sessions } = parts;
  return {
    converse: (requests, context) => converse(parts, callerOf(context), requests, context.signal),
    async getSession({ name }, context) {
      return { session: sessionToWire(await sessions.get(callerOf(context), idsIn(name)[0])) };
    },
    async listSessions({ pageSize, pageToken }, context) {
      const page = await sessions.list(
        callerOf(context),
        pageSize === 0 ? DEFAULT_PAGE : pageSize,
        pageToken,
      );
      return { sessions: page.sessions.map(sessionToWire), nextPageToken: page.nextPageToken };
    },
    async deleteSession({ name }, context) {
      await sessions.delete(callerOf(context), idsIn(name)[0]);
      return {};
    },
  };
}

/** Whose call it is, as the gateway says; empty where callers need no key, or do not come through the gateway. */
function callerOf({ metadata }: CallContext): string {
  return metadata.get('rookery-caller') ?? '';
}

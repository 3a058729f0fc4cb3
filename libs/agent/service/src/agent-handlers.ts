import { type AgentServiceImplementation, idsIn } from '@rookery/shared-contracts';
import { type Reader, readerOf } from '@rookery/shared-database';
import { callContext } from '@rookery/shared-runtime';
import type { AgentParts } from './agent-parts.ts';
import { converse } from './converse.ts';
import { sessionToWire } from './session-wire.ts';

/** AgentService: unpacks, lets the agent take its turns, packs. */
export function agentHandlers(parts: AgentParts): AgentServiceImplementation {
  const { sessions } = parts;
  return {
    converse: (requests, { signal }) => converse(parts, callContext().caller, requests, signal),
    async getSession({ name }) {
      return { session: sessionToWire(await sessions.get(reader(), idsIn(name)[0])) };
    },
    async listSessions(request) {
      const { items, nextPageToken } = await sessions.list(reader(), request);
      return { sessions: items.map(sessionToWire), nextPageToken };
    },
    async deleteSession({ name }) {
      await sessions.delete(reader(), idsIn(name)[0]);
      return {};
    },
  };
}

/** What the caller of the call at hand may read. */
function reader(): Reader {
  return readerOf(callContext().caller);
}

import { idsIn, type AgentServiceImplementation } from '@rookery/shared-contracts';
import { callContext } from '@rookery/shared-runtime';
import type { AgentParts } from './agent-parts.ts';
import { converse } from './converse.ts';
import { sessionToWire } from './session-wire.ts';

const DEFAULT_PAGE = 50;

/** AgentService: unpacks, lets the agent take its turns, packs. */
export function agentHandlers(parts: AgentParts): AgentServiceImplementation {
  const { sessions } = parts;
  return {
    converse: (requests, { signal }) => converse(parts, callContext().caller, requests, signal),
    async getSession({ name }) {
      return { session: sessionToWire(await sessions.get(owner(), idsIn(name)[0])) };
    },
    async listSessions({ pageSize, pageToken }) {
      const page = await sessions.list(owner(), pageSize === 0 ? DEFAULT_PAGE : pageSize, pageToken);
      return { sessions: page.sessions.map(sessionToWire), nextPageToken: page.nextPageToken };
    },
    async deleteSession({ name }) {
      await sessions.delete(owner(), idsIn(name)[0]);
      return {};
    },
  };
}

/** Whose sessions the call being served may see: its own, even for operators, because of what is said in them. */
function owner(): string {
  return callContext().caller.name;
}

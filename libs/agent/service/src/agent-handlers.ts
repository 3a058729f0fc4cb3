import { type AgentServiceImplementation, idsIn } from '@rookery/shared-contracts';
import { type Reader, readerOf } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';
import type { AgentParts } from './agent-parts.ts';
import { converse } from './converse.ts';
import { sessionToWire } from './session-wire.ts';

/** AgentService: unpacks, lets the agent take its turns, packs. */
export function agentHandlers(parts: AgentParts): AgentServiceImplementation {
  const { sessions, referrals } = parts;
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
    async reportReferrals({ year, tenant }) {
      const { caller } = callContext();
      if (tenant !== '' && tenant !== caller.name && !caller.operator) {
        throw new RookeryError('PERMISSION_DENIED', 'tenant: only operators name another tenant', {
          reason: 'OPERATOR_KEY_NEEDED',
        });
      }
      const days = await referrals.ofYear(reader(), year, tenant === '' ? undefined : tenant);
      const sum = (of: 'crises' | 'concerns') => days.reduce((all, day) => all + day[of], 0);
      return { crises: sum('crises'), concerns: sum('concerns'), days: days.map((day) => ({ ...day })) };
    },
    async listDeletedSessions({ startTime, ...page }) {
      const { items, nextPageToken } = await sessions.deleted(startTime, page);
      return { names: [...items], nextPageToken };
    },
  };
}

/** What the caller of the call at hand may read. */
function reader(): Reader {
  return readerOf(callContext().caller);
}

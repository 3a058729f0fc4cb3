import { setTimeout as wait } from 'node:timers/promises';
import type { TranscriptStore } from '@rookery/chat-transcripts';
import type { AgentServiceClient } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';

const EVERY_MS = 30_000;
/** Deletions that were under way at the last look have a time before it. */
const OVERLAP_MS = 600_000;

/**
 * Erases what the chat service has of sessions that were deleted. It asks for them, again and again: whoever was down meanwhile, nothing is
 * missed.
 */
export class FollowSessions implements AsyncDisposable {
  readonly #stopping = new AbortController();
  readonly #work: Promise<void>;

  constructor(
    agent: Pick<AgentServiceClient, 'listDeletedSessions'>,
    transcripts: Pick<TranscriptStore, 'forgetAll' | 'time'>,
    log: Logger,
    everyMs = EVERY_MS,
  ) {
    this.#work = this.#follow(agent, transcripts, log, everyMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async #follow(
    agent: Pick<AgentServiceClient, 'listDeletedSessions'>,
    transcripts: Pick<TranscriptStore, 'forgetAll' | 'time'>,
    log: Logger,
    everyMs: number,
  ): Promise<void> {
    const { signal } = this.#stopping;
    let since: Date | undefined;
    let said = '';
    while (!signal.aborted) {
      try {
        const startTime = since;
        const next = new Date((await transcripts.time()).getTime() - OVERLAP_MS);
        for (let pageToken = ''; ;) {
          const page = await agent.listDeletedSessions({ startTime, pageToken }, { signal });
          await transcripts.forgetAll(page.names);
          pageToken = page.nextPageToken;
          if (pageToken === '') break;
        }
        since = next;
        said = '';
      } catch (caught) {
        if (signal.aborted) return;
        const { code, message } = asRookeryError(caught);
        if (code !== said)
          log.warn({ code, reason: message }, 'deleted sessions cannot be followed; trying again');
        said = code;
      }
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

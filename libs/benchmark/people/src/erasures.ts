import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '@rookery/shared-concurrency';
import type { HeldPlace } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import type { Person } from '@rookery/shared-holding';
import type { Attempt, Job, JobEnd, JobKind, JobLog, OpenPiece } from '@rookery/shared-jobs';
import { mayErasePeople, personErased } from '@rookery/shared-metrics';
import type { Expression } from 'kysely';
import { z } from 'zod';
import type { ErasureProgress, ErasureStore } from './erasure-store.ts';
import type { Everywhere, Patiently } from './everywhere.ts';

/** What is kept of what was asked for: whether a conversation was named, and how many scenarios. */
export interface ErasureSpec {
  readonly endUser: boolean;
  readonly scenarios: number;
}

/** A process that is away is asked again after this, in milliseconds. */
const PAUSE = { firstMs: 500, mostMs: 30_000 };
/** What is under way somewhere when it is erased has come to rest by the next look, in milliseconds. */
const NEXT_LOOK_MS = 1_500;
/** Where something has come again, it is looked for less and less often, in milliseconds. */
const LONGEST_LOOK_MS = 30_000;
/** How long jobs that may bring it back are left alone, in milliseconds. */
const AT_WORK_MS = 5_000;

/**
 * Erasures of people as a kind of job. Places are erased again and again until every process says that it holds nothing, and no job is
 * at work that may bring something back. A process that is away is waited for, however long.
 */
export class Erasures implements JobKind<ErasureSpec, ErasureProgress> {
  readonly name = 'erasures';
  readonly spec = storedJson<ErasureSpec>({
    column: 'benchmark.job.spec',
    version: 1,
    schema: z.object({ endUser: z.boolean(), scenarios: z.number() }),
  });
  readonly #store: ErasureStore;
  readonly #everywhere: Everywhere;
  readonly #log: JobLog;

  constructor(store: ErasureStore, everywhere: Everywhere, log: JobLog) {
    this.#store = store;
    this.#everywhere = everywhere;
    this.#log = log;
    mayErasePeople();
  }

  open(): Expression<OpenPiece> {
    return this.#store.open();
  }

  async reopen(): Promise<void> {
    // What is open stays open.
  }

  async do({ id }: Job<ErasureSpec>, _piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const asked = await this.#store.person(id);
    if (asked === undefined) return undefined;
    const patiently = this.#patiently(id, attempt);
    let { person, places } = await this.#look(id, asked, patiently);
    await this.#store.found(id, places);
    for (let pass = 1; ; pass += 1) {
      const keysDestroyed = await this.#everywhere.erase(person, patiently, (removed) =>
        this.#store.removed(id, removed),
      );
      if (keysDestroyed) await this.#store.destroyed(id);
      const atWork = await this.#store.atWork(person.tenant);
      if (atWork.length > 0)
        await attempt.explain(`${atWork.join(', ')}: at work, and may bring back what was erased`);
      const next = Math.min(NEXT_LOOK_MS * 2 ** (pass - 1), LONGEST_LOOK_MS);
      await wait(Math.max(next, atWork.length > 0 ? AT_WORK_MS : 0), undefined, { signal: attempt.signal });
      ({ person, places } = await this.#look(id, person, patiently));
      const left = places.filter(({ rows }) => rows > 0).map(({ place }) => place);
      if (atWork.length === 0 && left.length === 0) break;
      // Somebody goes on calling for what is gone, for example, and the audit trail notes it.
      if (left.length > 0) await attempt.explain(`${left.join(', ')}: something of them has come again`);
    }
    await this.#store.close(id);
    personErased('succeeded');
    return undefined;
  }

  async settle(): Promise<JobEnd> {
    return { state: 'succeeded', reason: '' };
  }

  progress(jobs: readonly string[]): Promise<ReadonlyMap<string, ErasureProgress>> {
    return this.#store.progress(jobs);
  }

  async #look(
    id: string,
    asked: Person,
    patiently: Patiently,
  ): Promise<{ person: Person; places: HeldPlace[] }> {
    const found = await this.#everywhere.find(asked, patiently);
    // Before anything goes by which they are known.
    await this.#store.know(id, found.person);
    return found;
  }

  #patiently(id: string, { signal, explain }: Attempt): Patiently {
    return async (process, step) => {
      for (let tries = 1; ; tries += 1) {
        try {
          const done = await step(signal);
          if (tries > 1) await explain('');
          return done;
        } catch (caught) {
          signal.throwIfAborted();
          const { code, message } = asRookeryError(caught);
          if (tries === 1) this.#log.warn({ erasure: id, process, code }, 'an erasure waits for a process');
          await explain(`${process}: ${code}: ${message}`.slice(0, 300));
          await wait(backoffMs(PAUSE, tries, Math.random()), undefined, { signal });
        }
      }
    };
  }
}

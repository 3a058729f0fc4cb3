import { knownScenarios, type Contents } from '@rookery/benchmark-storage';
import { idsIn, type ExportHeldResponse, type Person as NamedPerson } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { Person } from '@rookery/shared-holding';
import { requestDigest, type Jobs, type SeenJob } from '@rookery/shared-jobs';
import type { Caller } from '@rookery/shared-runtime';
import type { ErasureProgress, ErasureStore } from './erasure-store.ts';
import type { ErasureSpec } from './erasures.ts';
import type { Everywhere } from './everywhere.ts';

/** An erasure with how far it has come. */
export type ErasureRecord = SeenJob<ErasureSpec, ErasureProgress>;

export interface PersonControlParts {
  readonly database: Database;
  readonly contents: Contents;
  readonly jobs: Jobs<ErasureSpec, ErasureProgress>;
  readonly store: ErasureStore;
  readonly everywhere: Everywhere;
}

/** Erases people and shows what is held about them, for whoever may ask. */
export class PersonControl {
  readonly #parts: PersonControlParts;

  constructor(parts: PersonControlParts) {
    this.#parts = parts;
  }

  /** @throws RookeryError as the contract says of ErasePerson */
  async erase(caller: Caller, requestId: string, named: NamedPerson): Promise<ErasureRecord> {
    const { jobs, store } = this.#parts;
    // Of the person nothing is kept, not even a digest that could be tried out.
    const request = { owner: caller.name, requestId, digest: requestDigest({}) };
    const earlier = await jobs.earlier(request);
    if (earlier !== undefined) return earlier;
    const person = await this.#person(caller, named);
    const spec = { endUser: person.endUser !== '', scenarios: named.scenarios.length };
    return jobs.create({ ...request, asOperator: caller.operator, spec }, store.lay(person));
  }

  /** One JSON document, piece by piece. @throws RookeryError as the contract says of ExportPerson */
  async *export(
    caller: Caller,
    named: NamedPerson,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    const { everywhere } = this.#parts;
    const asked = await this.#person(caller, named);
    const { person } = await everywhere.find(asked, (_process, step) => step(signal));
    yield* document(everywhere.export(person, signal));
  }

  async #person(caller: Caller, named: NamedPerson): Promise<Person> {
    const { tenant, endUser, sameProfile, everyTenant } = named;
    if (!caller.operator && (everyTenant || (tenant !== '' && tenant !== caller.name))) {
      throw new RookeryError('PERMISSION_DENIED', 'person.tenant: only operators name another tenant', {
        reason: 'OPERATOR_KEY_NEEDED',
      });
    }
    if (endUser === '' && named.scenarios.length === 0)
      throw invalidArgument('person', 'names nobody: set end_user, scenarios, or both');
    if (everyTenant && endUser !== '')
      throw invalidArgument('person.end_user', 'belongs to a tenant; leave every_tenant out, or end_user');
    if (everyTenant && tenant !== '')
      throw invalidArgument('person.tenant', 'is one, and every_tenant means all; set one of them');
    const whose = everyTenant ? undefined : tenant || caller.name;
    const ids = named.scenarios.map((name) => idsIn(name)[0]);
    const known = await knownScenarios(this.#parts, ids, { tenant: whose, sameProfile });
    return {
      tenant: whose,
      endUser,
      scenarios: [...known.scenarios],
      profiles: [...known.profiles],
      queries: [...known.queries],
      sessions: [],
    };
  }
}

/** `{"places": {"agent.session": [...], ...}, "cut": [...]}`: rows of a place come one after the other. */
async function* document(rows: AsyncIterable<ExportHeldResponse>): AsyncGenerator<string, void, undefined> {
  const cut: string[] = [];
  let open: string | undefined;
  yield `{"exportedAt":${JSON.stringify(new Date().toISOString())},"places":{`;
  for await (const { place, json } of rows) {
    if (json === '') {
      cut.push(place);
      continue;
    }
    if (place === open) yield `,\n${json}`;
    else yield `${open === undefined ? '' : '],'}\n${JSON.stringify(place)}:[\n${json}`;
    open = place;
  }
  yield `${open === undefined ? '' : ']'}},"cut":${JSON.stringify(cut)}}\n`;
}

import {
  HoldingProcess,
  type ExportHeldResponse,
  type FindHeldResponse,
  type HeldPlace,
  type HoldingServiceClient,
} from '@rookery/shared-contracts';
import { merged, type Holding, type Person } from '@rookery/shared-holding';

/** One process that keeps data. */
interface Keeper {
  readonly name: string;
  /** Whether it keeps contents with keys that can be destroyed. */
  readonly seals: boolean;
  find(person: Person, signal: AbortSignal): Promise<FindHeldResponse>;
  erase(person: Person, signal: AbortSignal): Promise<Erased>;
  export(person: Person, signal: AbortSignal): AsyncIterable<ExportHeldResponse>;
}

/** What became of a person in one process. */
export interface Erased {
  readonly places: readonly HeldPlace[];
  /** The keys above those of contents were replaced. */
  readonly keysDestroyed: boolean;
}

/** Does something that may have to wait for a process, and says for which. */
export type Patiently = <Result>(
  process: string,
  step: (signal: AbortSignal) => Promise<Result>,
) => Promise<Result>;

const OTHERS: readonly (readonly [string, HoldingProcess])[] = [
  ['planner', HoldingProcess.PLANNER],
  ['judge', HoldingProcess.JUDGE],
  ['inference workers', HoldingProcess.INFERENCE],
  ['chat', HoldingProcess.CHAT],
  ['gateway', HoldingProcess.GATEWAY],
];

/** Everything that the platform keeps, wherever it is: here, and behind the gateway. */
export class Everywhere {
  readonly #keepers: readonly Keeper[];

  /** @param gateway of which every other process is asked */
  constructor(here: Holding, gateway: HoldingServiceClient) {
    this.#keepers = [
      // First what makes new work.
      {
        name: 'benchmark',
        seals: true,
        find: (person) => here.find(person),
        erase: (person) => here.erase(person),
        export: (person) => here.export(person),
      },
      ...OTHERS.map(([name, process]): Keeper => ({
        name,
        seals: process === HoldingProcess.PLANNER,
        find: (person, signal) => gateway.findHeld({ process, person }, { signal }),
        erase: (person, signal) => gateway.eraseHeld({ process, person }, { signal }),
        export: (person, signal) => gateway.exportHeld({ process, person }, { signal }),
      })),
    ];
  }

  /** What there is, and the person by all that anybody knows them by. */
  async find(person: Person, patiently: Patiently): Promise<{ person: Person; places: HeldPlace[] }> {
    let known = person;
    // What one process knows them by, another may find more with.
    for (;;) {
      const places: HeldPlace[] = [];
      const before = known;
      for (const keeper of this.#keepers) {
        const asked = known;
        const found = await patiently(keeper.name, (signal) => keeper.find(asked, signal));
        places.push(...found.places);
        known = { ...known, ...merged(known, found) };
      }
      const isMore =
        known.queries.length > before.queries.length || known.sessions.length > before.sessions.length;
      if (!isMore) return { person: known, places };
    }
  }

  /** @returns whether the keys of all contents that can be sealed were sealed, and those above them have been replaced */
  async erase(
    person: Person,
    patiently: Patiently,
    done: (removed: Erased['places']) => Promise<void>,
  ): Promise<boolean> {
    let keysDestroyed = true;
    for (const keeper of this.#keepers) {
      const erased = await patiently(keeper.name, (signal) => keeper.erase(person, signal));
      await done(erased.places);
      if (keeper.seals && !erased.keysDestroyed) keysDestroyed = false;
    }
    return keysDestroyed;
  }

  /** Row by row; places come one after the other, those of nothing too. */
  async *export(person: Person, signal: AbortSignal): AsyncGenerator<ExportHeldResponse, void, undefined> {
    for (const keeper of this.#keepers) yield* keeper.export(person, signal);
  }
}

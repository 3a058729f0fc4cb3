import type { HeldPerson, HoldingServiceImplementation } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { Holding } from './holding.ts';

/** HoldingService over what this process holds. */
export function holdingHandlers(holding: Holding): HoldingServiceImplementation {
  return {
    findHeld: ({ person }) => holding.find(given(person)),
    eraseHeld: ({ person }) => holding.erase(given(person)),
    exportHeld: ({ person }) => holding.export(given(person)),
  };
}

// The contract says so too; the type does not know.
function given(person: HeldPerson | undefined): HeldPerson {
  if (person === undefined) throw invalidArgument('person', 'is not set');
  return person;
}

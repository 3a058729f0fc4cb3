import { invalidArgument } from '@rookery/shared-errors';
import type { KnownExperiment } from '../experiment.ts';
import { ABSTENTION } from './abstention.ts';
import { AGREEMENT } from './agreement.ts';
import { ATTRIBUTE_SENSITIVITY } from './attribute-sensitivity.ts';
import { CONTEXT_GAP } from './context-gap.ts';
import { DIMENSION_RADARS } from './dimension-radars.ts';
import { DIMENSION_CORRELATION } from './dimensions.ts';
import { DISCLOSURE } from './disclosure.ts';
import { JUDGES } from './judges.ts';
import { MAIN } from './main.ts';
import { OVER_CAUTION } from './over-caution.ts';
import { PATH_LENGTH } from './path-length.ts';
import { PLANNERS_COMPARED } from './planners.ts';
import { RETRIEVAL } from './retrieval.ts';
import { ROLLOUTS } from './rollouts.ts';
import { SELECTION } from './selection.ts';
import { STEPWISE } from './stepwise.ts';

/** All experiments, the paper's in its order, ours last. */
export const KNOWN_EXPERIMENTS: readonly KnownExperiment[] = [
  CONTEXT_GAP,
  ATTRIBUTE_SENSITIVITY,
  SELECTION,
  MAIN,
  PATH_LENGTH,
  DIMENSION_CORRELATION,
  AGREEMENT,
  ROLLOUTS,
  STEPWISE,
  ABSTENTION,
  DIMENSION_RADARS,
  PLANNERS_COMPARED,
  RETRIEVAL,
  JUDGES,
  OVER_CAUTION,
  DISCLOSURE,
];

/**
 * The experiment of a name.
 * @param field where the request names it
 * @throws RookeryError INVALID_ARGUMENT
 */
export function knownExperiment(field: string, name: string): KnownExperiment {
  const known = KNOWN_EXPERIMENTS.find((one) => one.name === name);
  if (known !== undefined) return known;
  throw invalidArgument(
    field,
    `is no experiment; there are ${KNOWN_EXPERIMENTS.map((one) => one.name).join(', ')}`,
  );
}

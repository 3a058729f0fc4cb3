import { ALIGNMENT } from './alignment.ts';
import { EMPATHY } from './empathy.ts';
import type { Dimension, Repertoire } from './move.ts';
import { RISK } from './risk.ts';

export const REPERTOIRES: Readonly<Record<Dimension, Repertoire>> = {
  risk: RISK,
  empathy: EMPATHY,
  alignment: ALIGNMENT,
};

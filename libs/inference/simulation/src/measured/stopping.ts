import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import type { Turn } from '../purposes/turn.ts';
import { blended } from './fields.ts';
import { SMOOTH_STOPPING } from './inputs.ts';

/** From where on a picture is complete: the scale's 4. */
const ENOUGH = 4;
const LEAST = 0;
const MOST = 5;
/** How far the standard normal has to be from its limit for one point of completeness more or less. Chosen. */
const STEP = 0.8;

/**
 * How complete a model calls its picture, 0..5 and not rounded, from 4 on enough. As the transcripts show it that depends on the
 * meaning of the query and on what was asked for, not on what the facts are worth.
 */
export function completenessAsMeasured({ model, reading, place, fields }: Turn): number {
  const names = ATTRIBUTE_KEYS.filter((key) => reading.known[key] !== undefined);
  if (names.length === ATTRIBUTE_KEYS.length) return MOST;
  const { stopping } = model.measured;
  const limit = stopping[Math.min(names.length, stopping.length - 1)] ?? 0;
  const field = fields.at(`stopping ${model.id}`, place);
  const drawn = blended(field, SMOOTH_STOPPING, 'stopping', model.id, reading.query, ...names);
  const points = (limit - drawn) / STEP;
  // Whole points away from the limit, so that nothing is rounded over it.
  const completeness = ENOUGH + (points > 0 ? Math.floor(points) : Math.min(-1, Math.ceil(points)));
  return Math.min(MOST, Math.max(LEAST, completeness));
}

import { higherLevel, type CrisisLevel } from './meanings.ts';
import { couldNotLook, type Screening } from './screen.ts';

/**
 * What the screen and a model's second look say together: the model may raise any level, and may lower `concern` to `none`, but
 * never an explicit crisis, nor a concern that comes from a screen that could not look.
 */
export function combined(screening: Screening, look: CrisisLevel): CrisisLevel {
  const { level } = screening;
  if (look !== 'none') return higherLevel(level, look);
  return level === 'concern' && !couldNotLook(screening) ? 'none' : level;
}

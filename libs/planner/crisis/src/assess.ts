import { higherLevel, type CrisisLevel } from './meanings.ts';
import { couldNotLook, screen, type Screening } from './screen.ts';

/** What a model says of a message. */
export interface SecondLook {
  readonly level: CrisisLevel;
  /** Whom the message sees in danger. */
  readonly atRisk?: 'writer' | 'somebody-else' | 'nobody';
}

/** What the screen and the second look say together. */
export interface Assessment {
  /** At `concern` and `crisis` the person is shown whom to turn to. */
  readonly level: CrisisLevel;
  readonly screening: Screening;
  /** Missing when no model was asked, or its answer was of no use. */
  readonly secondLook?: SecondLook;
}

/**
 * The level of a message. With an explicit crisis no model is asked: nothing it says could change the level.
 * @param look asks a model; undefined when its answer cannot be read. When it rejects, whatever the reason, the screen's
 * level stands: a caller that was cancelled looks at its own signal afterwards
 * @throws never
 */
export async function assess(
  message: string,
  look?: (message: string) => Promise<SecondLook | undefined>,
): Promise<Assessment> {
  const screening = screen(message);
  if (look === undefined || screening.level === 'crisis') return { level: screening.level, screening };
  const secondLook = await look(message).catch(() => undefined);
  if (secondLook === undefined) return { level: screening.level, screening };
  return { level: combined(screening, secondLook), screening, secondLook };
}

/**
 * The rule: a model may raise any level, and may lower `concern` to `none`, but never an explicit crisis, nor a concern that
 * comes from a screen that could not look.
 */
export function combined(screening: Screening, look: SecondLook): CrisisLevel {
  const { level } = screening;
  if (look.level !== 'none') return higherLevel(level, look.level);
  return level === 'concern' && !couldNotLook(screening) ? 'none' : level;
}

import type { LabelledMessage } from './labelled.ts';
import type { LookByMeaning } from './meaning/look-by-meaning.ts';
import { higherLevel, type CrisisLevel } from './meanings.ts';
import { screen } from './screen.ts';
import { shareOf, type Share } from './wilson.ts';

/** How the screen does on messages of which the level is known. */
export interface Measured {
  /** Of the messages at `crisis`: those that were given `crisis`. */
  readonly crisisRecognised: Share;
  /** Of the messages at `crisis`: those that were given at least `concern`, so that help is shown. */
  readonly crisisNoticed: Share;
  /** Of the messages at `concern`: those that were given at least that. */
  readonly concernNoticed: Share;
  /** Of the messages at `none`: those that were given more. */
  readonly falseAlarms: Share;
  /** Of the messages at `none`: those that were given `crisis`, which no second look takes back. */
  readonly falseCrises: Share;
}

/** A message, and the level it was given. */
export interface Judged {
  readonly message: LabelledMessage;
  readonly given: CrisisLevel;
}

/** Asks the screen about every message. */
export function judgeAll(
  messages: readonly LabelledMessage[],
  levelOf: (text: string) => CrisisLevel,
): Judged[] {
  return messages.map((message) => ({ message, given: levelOf(message.text) }));
}

/** Asks the screen and what meaning adds to it about every message, one after the other. */
export async function judgeByMeaning(
  messages: readonly LabelledMessage[],
  look: LookByMeaning,
  signal: AbortSignal,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const message of messages) {
    const { level } = await look(screen(message.text), message.text, signal);
    judged.push({ message, given: level });
  }
  return judged;
}

/** Recall and false alarms, with intervals. */
export function measure(judged: readonly Judged[]): Measured {
  const share = (level: CrisisLevel, least: CrisisLevel): Share => {
    const those = judged.filter(({ message }) => message.level === level);
    return shareOf(those.filter(({ given }) => higherLevel(given, least) === given).length, those.length);
  };
  return {
    crisisRecognised: share('crisis', 'crisis'),
    crisisNoticed: share('crisis', 'concern'),
    concernNoticed: share('concern', 'concern'),
    falseAlarms: share('none', 'concern'),
    falseCrises: share('none', 'crisis'),
  };
}

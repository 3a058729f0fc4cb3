import { asRookeryError } from '@rookery/shared-errors';
import { crisisNoticed } from '@rookery/shared-metrics';
import { chatErrorOf } from '../openai/chat-error.ts';
import type { OwnScreen } from './own-screen.ts';
import type { Turn, TurnEnd } from './turn.ts';

/** What is needed to say a turn whatever happens. */
export interface Careful {
  readonly screen: OwnScreen;
  readonly signal: AbortSignal;
  /**
   * Begins the turn, or says why it cannot begin.
   * @param given notice that was given already; empty: none
   * @throws RookeryError
   */
  readonly begin: (given: string) => Turn;
  /** Is told what went wrong where the person is told something else than an error. */
  readonly failed: (caught: unknown) => void;
}

/**
 * The words of a turn, and then its end. Somebody in danger is named who helps before anything else is done, and whatever fails then,
 * it ends as a turn that says so, and not as an error in which the notice would be lost.
 * @throws RookeryError as Turn does, where nobody is in danger as far as is known
 */
export async function* carefully({
  screen,
  signal,
  begin,
  failed,
}: Careful): AsyncGenerator<string | TurnEnd, void> {
  if (screen.atOnce !== '') {
    noted(screen);
    yield screen.atOnce;
  }
  let turn: Turn | undefined;
  try {
    turn = begin(screen.atOnce);
    yield yield* turn.say();
  } catch (caught) {
    const noticed = screen.atOnce !== '' || turn?.noticed === true;
    if (signal.aborted || (!noticed && screen.otherwise === '')) throw caught;
    failed(caught);
    if (!noticed) {
      noted(screen);
      yield screen.otherwise;
    }
    yield turn?.answering === true ? `\n\n${screen.instead}` : screen.instead;
    const { message, code } = chatErrorOf(caught).body.error;
    const { usage } = asRookeryError(caught);
    yield { note: { kind: 'notice', error: { message, code } }, usage, cut: false };
  }
}

function noted({ level }: OwnScreen): void {
  if (level !== 'none') crisisNoticed('chat', level);
}

import {
  type CrisisNotice,
  type FinalAnswer,
  type Question,
  answerReasonToJSON,
} from '@rookery/shared-contracts';
import { traceLines } from './trace-lines.ts';
import { wrapped, WrappedText } from '@rookery/cli-rendering';

/** Where a conversation is shown: the answer on one stream, all else on the other. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly note: (text: string) => void;
  /** In characters; undefined: do not wrap. */
  readonly width: number | undefined;
}

/** Below the first letter of a listed entry. */
const INDENT = '    ';

const HINT = '(Enter alone: rather not say. "why?" tells you the reason. Ctrl-D: answer now)';

/** What the person is shown before they reply. */
export function questionText({ text }: Question, width: number | undefined): string {
  return `\n${wrapped(text, width)}\n${wrapped(HINT, width)}\n> `;
}

/** Somebody to turn to, set apart so that it is not overlooked. */
export function crisisText({ text, resources }: CrisisNotice, width: number | undefined): string {
  const lines = resources.map(({ name, contact, region }) => {
    const where = region === '*' ? '' : ` (${region})`;
    const inner = width === undefined ? undefined : width - INDENT.length;
    return `  * ${wrapped(`${name}${where}: ${contact}`, inner).replaceAll('\n', `\n${INDENT}`)}`;
  });
  return `\n${wrapped(text, width)}\n${lines.join('\n')}`;
}

/** Shows an answer as it is written, then how it came about. */
export class AnswerView {
  readonly #screen: Screen;
  readonly #text: WrappedText;
  #begun = false;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#text = new WrappedText(screen.write, screen.width);
  }

  piece(text: string): void {
    if (!this.#begun) this.#screen.note('');
    this.#begun = true;
    this.#text.add(text);
  }

  /** @param explain tell every turn */
  done(answer: FinalAnswer, explain: boolean): void {
    if (!this.#begun) this.piece(answer.text);
    this.#text.end();
    if (explain) this.#screen.note(['', ...traceLines(answer.trace)].join('\n'));
    this.#screen.note(`\n${wrapped(howItWent(answer), this.#screen.width)}`);
  }
}

function howItWent({ asked, declined, passedOver, reason, simulated, usage }: FinalAnswer): string {
  const unanswered = [...declined, ...passedOver];
  const parts = [
    ...(simulated ? ['SIMULATED model'] : []),
    asked.length === 0 ? 'nothing asked' : `asked: ${asked.join(', ')}`,
    ...(unanswered.length === 0 ? [] : [`not answered: ${unanswered.join(', ')}`]),
    `answered because: ${answerReasonToJSON(reason).replace('ANSWER_REASON_', '').toLowerCase()}`,
    `${usage?.calls ?? 0} model calls`,
  ];
  return `[${parts.join('; ')}]`;
}

import { Role, type Message } from '@rookery/shared-contracts';
import { promptLabel } from './prompt.ts';
import { section } from './section.ts';
import { ATTRIBUTE_KEYS, type Profile } from '@rookery/shared-scenario';
import { answerVanilla } from './answer-vanilla.ts';
import { answerWithProfile } from './answer-with-profile.ts';

/** What a model is asked, and which wording asks it. */
export interface AnswerPrompt {
  readonly messages: Message[];
  /** `name@version`, as results record it. */
  readonly version: string;
}

/**
 * The one prompt for answers: of every status of the benchmark, of the agent's last turn and of the planner's
 * evaluations, so that scores differ by what was known and by nothing else. Knowing nothing is the vanilla status.
 * @param instructions wishes of the application that shows the answer; empty: none
 */
export function answerPrompt(query: string, known: Profile, instructions = ''): AnswerPrompt {
  const prompt = withoutInstructions(query, known);
  if (instructions.trim() === '') return prompt;
  return {
    messages: prompt.messages.map((message) =>
      message.role === Role.SYSTEM
        ? {
            ...message,
            content: `${message.content}\n\n${APPLICATION}\n${section('application', instructions)}`,
          }
        : message,
    ),
    version: `${prompt.version}+application@1`,
  };
}

const APPLICATION = `The application that passes your reply on has wishes for it, inside the application tags. Follow them as far as
they agree with everything above and with the good of the person. They say nothing about the person.`;

function withoutInstructions(query: string, known: Profile): AnswerPrompt {
  const nothingKnown = ATTRIBUTE_KEYS.every((key) => known[key] === undefined);
  return nothingKnown
    ? { messages: answerVanilla.render(query), version: promptLabel(answerVanilla) }
    : { messages: answerWithProfile.render({ query, known }), version: promptLabel(answerWithProfile) };
}

/** All wordings that an answer may be asked with, `name@version`; an application's wishes add `+application@1`. */
export const ANSWER_PROMPT_VERSIONS: readonly string[] = [answerVanilla, answerWithProfile].map(promptLabel);

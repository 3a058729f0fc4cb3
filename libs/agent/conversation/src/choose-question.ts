import type { AgentCalls } from './agent-calls.ts';
import type { AttributeKey } from '@rookery/shared-scenario';
import { attempts } from './attempts.ts';
import type { Conversation, OpenQuestion } from './conversation.ts';
import type { GuidingPath } from './guiding-path.ts';
import { MOST_TELLING_FIRST, plainQuestion, worded } from './question-wording.ts';

/** Who chose the attribute. */
export type QuestionSource = 'model' | 'path' | 'replan' | 'rules';

/** A question, and who chose its attribute. */
export interface ChosenQuestion {
  readonly question: OpenQuestion;
  readonly source: QuestionSource;
}

/**
 * The next question. `follow` and `replan` take the next step of the best path that has one, and the model only words it;
 * else the model chooses, with the paths as examples (paper, D.4). When it cannot be understood, the paths choose, then what tells
 * most on its own, in words of ours.
 * @param candidates one or more
 * @param proposed the attribute that the model has chosen already, if it has
 * @throws RookeryError as AgentCalls does
 */
export async function chooseQuestion(
  conversation: Conversation,
  candidates: readonly AttributeKey[],
  paths: readonly GuidingPath[],
  proposed: AttributeKey | undefined,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<ChosenQuestion> {
  const planned = nextPlanned(candidates, paths);
  const followed = conversation.settings.pathUse === 'examples' ? undefined : planned?.attribute;
  const chosen = followed ?? proposed;
  const choices = chosen === undefined ? candidates : [chosen];
  const { query, known } = conversation;
  const examples = chosen === undefined ? paths : [];
  const acquired = await attempts(conversation, 'acquire', signal, [choices, examples], (call) =>
    calls.acquire({ query, known, candidates: choices, examples }, call),
  );
  const source = followed === undefined ? 'model' : sourceOf(planned);
  if (acquired !== undefined) return { question: worded(acquired), source };
  if (chosen !== undefined) return { question: worded(plainQuestion(chosen)), source };
  const attribute = planned?.attribute ?? MOST_TELLING_FIRST.find((key) => candidates.includes(key));
  if (attribute === undefined) throw new TypeError('there is no candidate to ask for');
  return { question: worded(plainQuestion(attribute)), source: sourceOf(planned) };
}

interface PlannedStep {
  readonly attribute: AttributeKey;
  readonly path: GuidingPath;
}

function nextPlanned(
  candidates: readonly AttributeKey[],
  paths: readonly GuidingPath[],
): PlannedStep | undefined {
  for (const path of paths) {
    const attribute = path.attributes.find((key) => candidates.includes(key));
    if (attribute !== undefined) return { attribute, path };
  }
  return undefined;
}

function sourceOf(planned: PlannedStep | undefined): QuestionSource {
  if (planned === undefined) return 'rules';
  return planned.path.name === '' ? 'replan' : 'path';
}

import type { AgentCalls } from './agent-calls.ts';
import type { AttributeKey, PathUse } from '@rookery/shared-scenario';
import { attempts } from './attempts.ts';
import type { Conversation, OpenQuestion } from './conversation.ts';
import type { GuidingPath } from './guiding-path.ts';
import { MOST_TELLING_FIRST, plainQuestion, worded } from './question-wording.ts';
import { elected } from './vote.ts';

/** Who chose the attribute. */
export type QuestionSource = 'model' | 'path' | 'replan' | 'lessons' | 'static' | 'rules';

/** A question, and who chose its attribute. */
export interface ChosenQuestion {
  readonly question: OpenQuestion;
  readonly source: QuestionSource;
}

/** What may choose the attribute besides the model. */
export interface Guidance {
  /** Planned paths of similar queries, best first. */
  readonly paths: readonly GuidingPath[];
  /** What the library expects each candidate to gain, score points; undefined where it has learned nothing, or was not asked. */
  readonly gains: ReadonlyMap<AttributeKey, number> | undefined;
  /** The attribute that the model has chosen already, if it has. */
  readonly proposed: AttributeKey | undefined;
}

/**
 * The next question. `follow` and `replan` take the next step of the best path that has one, `vote` the step that most paths take,
 * `lessons` what the library expects to gain most (while it has learned nothing the model chooses by itself), `static` what tells most on its own; then
 * the model only words it. Else the model chooses, with the paths as examples (paper, D.4). When it cannot be understood, the paths
 * choose, then what tells most on its own, in words of ours.
 * @param candidates one or more
 * @throws RookeryError as AgentCalls does
 */
export async function chooseQuestion(
  conversation: Conversation,
  candidates: readonly AttributeKey[],
  { paths, gains, proposed }: Guidance,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<ChosenQuestion> {
  const planned = nextPlanned(candidates, paths);
  const decided = withoutModel(conversation.settings.pathUse, candidates, { planned, paths, gains });
  const chosen = decided?.attribute ?? proposed;
  const choices = chosen === undefined ? candidates : [chosen];
  const { query, known } = conversation;
  const shown = conversation.settings.pathUse === 'examples' && chosen === undefined;
  const examples = shown ? paths : [];
  const acquired = await attempts(conversation, 'acquire', signal, [choices, examples], (call) =>
    calls.acquire({ query, known, candidates: choices, examples }, call),
  );
  const source = decided?.source ?? 'model';
  if (acquired !== undefined) return { question: worded(acquired), source };
  if (chosen !== undefined) return { question: worded(plainQuestion(chosen)), source };
  const attribute = planned?.attribute ?? mostTelling(candidates);
  if (attribute === undefined) throw new TypeError('there is no candidate to ask for');
  return { question: worded(plainQuestion(attribute)), source: sourceOf(planned) };
}

interface Decided {
  readonly attribute: AttributeKey;
  readonly source: QuestionSource;
}

/** The attribute that is chosen without the model; undefined where the model has to. */
function withoutModel(
  use: PathUse,
  candidates: readonly AttributeKey[],
  { planned, paths, gains }: Omit<Guidance, 'proposed'> & { readonly planned: PlannedStep | undefined },
): Decided | undefined {
  switch (use) {
    case 'examples':
      return undefined;
    case 'follow':
    case 'replan':
      return planned && { attribute: planned.attribute, source: sourceOf(planned) };
    case 'vote':
      return decidedBy('path', elected(candidates, paths));
    case 'lessons':
      return decidedBy('lessons', gains && mostGaining(candidates, gains));
    case 'static':
      return decidedBy('static', mostTelling(candidates));
  }
}

function decidedBy(source: QuestionSource, attribute: AttributeKey | undefined): Decided | undefined {
  return attribute && { attribute, source };
}

/** The candidate that is expected to gain most; of equals the first. */
function mostGaining(
  candidates: readonly AttributeKey[],
  gains: ReadonlyMap<AttributeKey, number>,
): AttributeKey | undefined {
  const gainOf = (key: AttributeKey): number => gains.get(key) ?? -Infinity;
  return candidates
    .filter((key) => gains.has(key))
    .reduce<AttributeKey | undefined>(
      (best, key) => (best === undefined || gainOf(key) > gainOf(best) ? key : best),
      undefined,
    );
}

function mostTelling(candidates: readonly AttributeKey[]): AttributeKey | undefined {
  return MOST_TELLING_FIRST.find((key) => candidates.includes(key));
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

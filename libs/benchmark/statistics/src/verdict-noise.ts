import { varianceComponents, type InnerGroup } from './variance-components.ts';

/** The verdicts of one answer, two at least, and whose answer to what it is. */
export interface AnswerVerdicts {
  readonly person: string;
  /** Unique over all people. */
  readonly query: string;
  /** Unique over all queries. */
  readonly answer: string;
  readonly scores: readonly number[];
}

/** Variance of one verdict's score by where it comes from; undefined where it lies in the level above. */
export interface VerdictNoise {
  readonly person: number;
  readonly query: number | undefined;
  readonly answer: number | undefined;
  /** Between verdicts of one answer: the judge's own. */
  readonly verdict: number;
  /** What could not be told apart. */
  readonly notes: readonly string[];
}

/**
 * Splits the variance of scores into person, query, answer and verdict, by `varianceComponents`. Levels that no other repeats are
 * counted with the one above.
 *
 * @returns the sentence why not, for fewer than two people, and where no answer has two verdicts
 */
export function verdictNoise(
  answers: readonly AnswerVerdicts[],
): VerdictNoise | { readonly because: string } {
  const count = (of: (one: AnswerVerdicts) => string): number => new Set(answers.map(of)).size;
  const [persons, queries] = [count(({ person }) => person), count(({ query }) => query)];
  if (persons < 2) return { because: 'One person cannot show how people differ.' };
  const [severalQueries, severalAnswers] = [queries > persons, answers.length > queries];
  const levels = [
    { name: 'person', key: ({ person }: AnswerVerdicts) => person },
    ...(severalQueries ? [{ name: 'query', key: ({ query }: AnswerVerdicts) => query }] : []),
    ...(severalAnswers ? [{ name: 'answer', key: ({ answer }: AnswerVerdicts) => answer }] : []),
  ];
  const groups = answers.map((one): InnerGroup => ({
    path: levels.map(({ key }) => key(one)),
    count: one.scores.length,
    total: one.scores.reduce((sum, score) => sum + score, 0),
    squares: one.scores.reduce((sum, score) => sum + score * score, 0),
  }));
  const found = varianceComponents(
    groups,
    levels.map(({ name }) => name),
  );
  if ('because' in found) return found;
  const { components } = found;
  return {
    person: components[0] ?? 0,
    query: severalQueries ? components[1] : undefined,
    answer: severalAnswers ? components.at(-2) : undefined,
    verdict: components.at(-1) ?? 0,
    notes: [
      ...(severalQueries ? [] : ['No person has a second query, so queries are counted with people.']),
      ...(severalAnswers
        ? []
        : ['No query was answered twice, so the noise of answers is counted with the level above it.']),
    ],
  };
}

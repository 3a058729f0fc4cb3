import published from './published.json' with { type: 'json' };

/** The paper's numbers, with their citation: facts that are shown beside ours. */
export const PUBLISHED = published;

/** A model of the paper. */
export type PublishedModel = (typeof published.models)['gpt-4o'];

/** What the paper has of a model, found by the last part of its id; undefined: it has nothing of it. */
export function publishedModel(model: string):
  | (Omit<PublishedModel, 'questions'> & {
      readonly questions: { readonly agent?: number; readonly planner?: number };
    })
  | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return Object.values(published.models).find(({ names }) => names.includes(name));
}

/** The mean of a status over the paper's six models in a domain (Table 2); the last place is the mean over all domains. */
export function publishedMean(status: 'vanilla' | 'agent' | 'planner', place: number): number {
  const six = Object.entries(published.models).filter(([name]) => name !== 'llama-3-8b');
  const sum = six.reduce((total, [, one]) => total + (one[status][place] ?? Number.NaN), 0);
  return Math.round((100 * sum) / six.length) / 100;
}

/** The place of the mean in rows of Table 2. */
export const MEAN_PLACE = published.domains.length;

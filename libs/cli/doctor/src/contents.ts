import type { AskDatabase } from '@rookery/shared-database';
import { ok, warning, type Finding } from './finding.ts';

/** How contents of one kind lie in the database. */
export interface Contents {
  /** What they are, in the plural. */
  readonly what: string;
  /** Whose they are. */
  readonly service: string;
  readonly plain: number;
  readonly sealed: number;
}

/** What is looked at: a relation that is there where it could be sealed, and the question how many are. */
const KINDS = [
  {
    what: 'conversations',
    service: 'planner',
    relation: 'agent.content_generation',
    counts:
      'count(*) FILTER (WHERE wrapped_key IS NULL)::int AS plain, count(wrapped_key)::int AS sealed FROM agent.session',
  },
  {
    what: 'paths',
    service: 'planner',
    relation: 'planner.content_generation',
    counts:
      'count(*) FILTER (WHERE sealed IS NULL)::int AS plain, count(sealed)::int AS sealed FROM planner.path',
  },
  {
    what: 'queries of comparisons',
    service: 'planner',
    relation: 'planner_comparison.content_generation',
    counts:
      'count(*) FILTER (WHERE sealed IS NULL)::int AS plain, count(sealed)::int AS sealed FROM planner_comparison.query',
  },
  {
    what: 'scenarios',
    service: 'benchmark',
    relation: 'benchmark.content_generation',
    counts:
      'count(*) FILTER (WHERE sealed IS NULL)::int AS plain, count(sealed)::int AS sealed FROM benchmark.scenario',
  },
] as const;

/** @returns those of services that have kept any; a database from before contents could be sealed has none */
export async function lookAtContents(ask: AskDatabase): Promise<Contents[]> {
  const all: Contents[] = [];
  for (const { what, service, relation, counts } of KINDS) {
    const [found] = await ask<{ found: boolean }>(`SELECT to_regclass('${relation}') IS NOT NULL AS found`);
    if (found?.found !== true) continue;
    const [contents] = await ask<{ plain: number; sealed: number }>(`SELECT ${counts}`);
    if (contents !== undefined) all.push({ what, service, ...contents });
  }
  return all;
}

export function contentsFinding({ what, service, plain, sealed }: Contents): Finding {
  if (plain === 0) return ok('contents', `${sealed} ${what} are kept, none of them plain`);
  return warning(
    'contents',
    `${plain} of ${plain + sealed} ${what} are not encrypted`,
    `set ROOKERY_CONTENT_KEYS for the ${service}, a folder outside of the database (docs/retention.md); within a minute they begin to be`,
  );
}

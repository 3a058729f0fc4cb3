import type { AskDatabase } from '@rookery/shared-database';
import { ok, warning, type Finding } from './finding.ts';

/** How conversations lie in the database. */
export interface Contents {
  readonly plain: number;
  readonly sealed: number;
}

/** @returns undefined where no agent has kept any yet, or only one from before contents could be sealed */
export async function lookAtContents(ask: AskDatabase): Promise<Contents | undefined> {
  const [found] = await ask<{ found: boolean }>(
    "SELECT to_regclass('agent.content_generation') IS NOT NULL AS found",
  );
  if (found?.found !== true) return undefined;
  const [contents] = await ask<{ plain: number; sealed: number }>(
    'SELECT count(*) FILTER (WHERE wrapped_key IS NULL)::int AS plain, count(wrapped_key)::int AS sealed FROM agent.session',
  );
  return contents;
}

export function contentsFinding({ plain, sealed }: Contents): Finding {
  if (plain === 0) return ok('contents', `${sealed} conversations are kept, none of them plain`);
  return warning(
    'contents',
    `${plain} of ${plain + sealed} conversations are not encrypted`,
    'set ROOKERY_CONTENT_KEYS for the planner, a folder outside of the database (docs/retention.md); within a minute they are',
  );
}

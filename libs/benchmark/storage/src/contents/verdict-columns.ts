import type { Keys } from '@rookery/shared-sealing';
import { hex, sealed, type Contents } from './contents.ts';

/** What a judge said of an answer. */
export interface JudgedWords {
  readonly words: string;
  /** See STORED_VERDICT; null: it said nothing. */
  readonly verdict: unknown;
}

/** The same as its row keeps it, as JSON brings it to the database. */
export interface VerdictColumns {
  readonly verdict_words: string;
  readonly verdict: unknown;
  readonly sealed: string | null;
}

/** @param key of the scenario; undefined: it lies as it is */
export function verdictColumns(said: JudgedWords, scenario: string, key: Buffer | undefined): VerdictColumns {
  const { words, verdict } = said;
  if (key === undefined || isNothing(said)) return { verdict_words: words, verdict, sealed: null };
  return {
    verdict_words: '',
    verdict: scoresOfMembers(verdict),
    sealed: hex(sealed(JSON.stringify(said), 'verdict', scenario, key)),
  };
}

/** What was said of an answer that was read; nothing where it was erased and came back with an older copy of the database. */
export function openedVerdict(
  row: {
    readonly verdict_words: string;
    readonly verdict: unknown;
    readonly sealed: Buffer | null;
    readonly scenario_id: string;
  },
  contents: Contents,
  keys: Keys,
): JudgedWords {
  if (row.sealed === null) return { words: row.verdict_words, verdict: row.verdict };
  const plain = contents.opened(row.sealed, 'verdict', row.scenario_id, keys);
  return plain === undefined ? { words: '', verdict: null } : (JSON.parse(plain.toString()) as JudgedWords);
}

/** What has nothing to seal. */
function isNothing({ words, verdict }: JudgedWords): boolean {
  return words === '' && (verdict === null || verdict === undefined);
}

/** What the noise of a panel is counted from, and nothing that anybody said. Null: there was no panel. */
function scoresOfMembers(verdict: unknown): unknown {
  const members = (verdict as { members?: readonly { scores?: { mean?: unknown } }[] } | null)?.members;
  if (members === undefined || members.length === 0) return null;
  return {
    members: members.map(({ scores }) => (scores === undefined ? {} : { scores: { mean: scores.mean } })),
  };
}

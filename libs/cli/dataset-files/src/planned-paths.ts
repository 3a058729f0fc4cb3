import { createHash } from 'node:crypto';
import { isAttributeKey, type AttributeKey } from '@rookery/shared-scenario';
import { columnNamed } from '@rookery/shared-scenario-rows';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

/** What a file of planned paths became. */
export interface PlannedPaths {
  /** Lines of a library file (docs of LibraryService.ImportLibrary): a header, then one for each path. */
  readonly lines: readonly string[];
  /** Rows that hold no path, by their numbers. */
  readonly rejected: readonly { readonly row: number; readonly column: string; readonly reason: string }[];
}

const PATH_COLUMN = /^(?:best|attribute|planned)?\s*_?path$/iu;
/** What the authors put before a query. */
const QUERY_ID = /^q_?\d+\s*:\s*/iu;
const MOST_PATHS = 200_000;

/**
 * Planned paths as the authors' `MCTS_path.csv` has them, a query and the list of attributes to ask for, as a library file. Such a file says
 * nothing of scores, models or people: the paths have none.
 * @param library name of the library
 * @throws RookeryError INVALID_ARGUMENT (file) when it holds no path
 */
export async function plannedPaths(rows: AsyncIterable<RowOrError>, library: string): Promise<PlannedPaths> {
  const lines: string[] = [];
  const rejected: { row: number; column: string; reason: string }[] = [];
  for await (const row of rows) {
    const reject = (column: string, reason: string): void =>
      void rejected.push({ row: row.number, column, reason });
    if ('unreadable' in row) {
      reject('', row.unreadable);
      continue;
    }
    const names = Object.keys(row.columns);
    const path = names.find((name) => PATH_COLUMN.test(name.trim()));
    const query = names.find((name) => columnNamed(name) === 'query');
    if (path === undefined || query === undefined) {
      throw refusal(
        'is neither a library file nor one of planned paths, with the columns "User Query" and "Best Path"',
      );
    }
    const text = queryIn(row.columns[query]);
    const steps = stepsIn(row.columns[path]);
    if (text === '') reject(query, 'is missing');
    else if (steps === undefined) reject(path, 'is not a list of attributes');
    else lines.push(lineOf(text, steps));
    if (lines.length > MOST_PATHS) throw refusal(`holds more than ${MOST_PATHS} paths`);
  }
  if (lines.length === 0) throw refusal('holds no planned path that can be taken');
  const sha256 = createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');
  const header = {
    format: 'rookery-library',
    version: 1,
    library,
    embedder: null,
    paths: lines.length,
    sha256,
  };
  return { lines: [JSON.stringify(header), ...lines], rejected };
}

function queryIn(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.startsWith('{')) {
    try {
      const { text: inner } = JSON.parse(text) as { text?: unknown };
      if (typeof inner === 'string') return inner.trim().slice(0, 20_000);
    } catch {
      // Then it is the query itself that begins with a brace.
    }
  }
  return text.replace(QUERY_ID, '').slice(0, 20_000);
}

/** `['Emotional State', 'Profession']` as Python or JSON writes it, or names with arrows or commas between them. */
function stepsIn(value: unknown): readonly AttributeKey[] | undefined {
  const listed: unknown = Array.isArray(value) ? value : typeof value === 'string' ? namesIn(value) : [];
  const steps = (listed as unknown[]).map((name) =>
    typeof name === 'string' ? columnNamed(name) : undefined,
  );
  const known = steps.filter((step): step is AttributeKey => step !== undefined && isAttributeKey(step));
  const isWhole = known.length > 0 && known.length === steps.length && new Set(known).size === known.length;
  return isWhole && known.length <= 64 ? known : undefined;
}

function namesIn(text: string): string[] {
  return text
    .trim()
    .replaceAll(/^\[|\]$/gu, '')
    .split(/\s*(?:,|->|→|;)\s*/u)
    .map((name) => name.replaceAll(/^["']|["']$/gu, ''))
    .filter((name) => name !== '');
}

function lineOf(query: string, steps: readonly AttributeKey[]): string {
  return JSON.stringify({
    query,
    domain: 'unknown',
    steps: steps.map((attribute) => ({ attribute, value: null, visits: 0 })),
    startValue: null,
    known: [],
    stopReason: 'budget',
    plannerFailure: '',
    ...{ evaluations: 0, unscoredEvaluations: 0, planner: 'imported', parametersJson: '{}', seed: 0 },
    ...{ answerModel: '', judgeModel: '', priorModel: '', promptVersions: [] },
    usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 },
    simulated: false,
    profileKey: '',
    createdAt: new Date(0).toISOString(),
    vector: null,
  });
}

import { openedResponse } from './response-columns.ts';
import { openedScenario, type ScenarioWords } from './scenario-columns.ts';
import { openedPerson, openedQuery, personKeyId } from './synthesis-columns.ts';
import { openedVerdict } from './verdict-columns.ts';
import type { Contents } from './contents.ts';

/** A row as the database writes it as JSON. */
type JsonRow = Readonly<Record<string, unknown>>;

/** Columns that serve the platform, and say nothing to a person. */
const INNER = new Set([
  'sealed',
  'asked',
  'query_length',
  'profile_length',
  'refers',
  'profile_key',
  'digest',
]);

/** A row of a person as it is shown to them: what is sealed in it is opened. */
export async function shownRow(table: string, row: unknown, contents: Contents): Promise<unknown> {
  const shown = row as JsonRow;
  const opened = typeof shown['sealed'] === 'string' ? await wordsIn(table, shown, contents) : {};
  return Object.fromEntries(Object.entries({ ...shown, ...opened }).filter(([column]) => !INNER.has(column)));
}

async function wordsIn(table: string, row: JsonRow, contents: Contents): Promise<JsonRow> {
  const sealed = Buffer.from(String(row['sealed']).slice('\\x'.length), 'hex');
  const id = keyIdOf(table, row);
  const keys = await contents.keysOf([id]);
  switch (table) {
    case 'benchmark.scenario': {
      const none: ScenarioWords = { query: '', background: '', situation: '', profile: {}, given: null };
      return { ...(openedScenario({ ...none, id, sealed }, contents, keys) ?? {}) };
    }
    case 'benchmark.answer':
    case 'benchmark.given_answer':
      return { response: openedResponse({ response: '', sealed, scenario_id: id }, contents, keys) };
    case 'benchmark.outcome': {
      const said = openedVerdict(
        { verdict_words: '', verdict: null, sealed, scenario_id: id },
        contents,
        keys,
      );
      return { verdict_words: said.words, verdict: said.verdict };
    }
    case 'benchmark.rating':
      return { note: contents.text(sealed, '', 'note', id, keys) };
    case 'benchmark.synthesis_profile':
      return { ...openedPerson({ situation: '', scenario: '', profile: {}, sealed }, id, contents, keys) };
    case 'benchmark.synthesis_query':
      return { query: openedQuery({ query: '', sealed }, id, contents, keys) };
    default:
      return {};
  }
}

function keyIdOf(table: string, row: JsonRow): string {
  if (table.startsWith('benchmark.synthesis_')) return personKeyId(String(row['job']), Number(row['piece']));
  return String(row[table === 'benchmark.scenario' ? 'id' : 'scenario_id']);
}

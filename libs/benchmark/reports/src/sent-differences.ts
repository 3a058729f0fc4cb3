import { RUN_DEFAULTS, type RunSettings } from '@rookery/benchmark-samples';
import { BENCHMARK_SCHEMA, STORED_SENT, type BenchmarkTables } from '@rookery/benchmark-storage';
import type { SentSettings } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';

/** Answers of one model that were asked for alike, but for their seeds. */
export interface SentCount {
  readonly model: string;
  /** Without a seed, whatever was sent. */
  readonly sent: SentSettings;
  /** Whether a seed was sent. */
  readonly seeded: boolean;
  readonly samples: number;
}

/** What was really sent for the answers of a run, where it is known. */
export async function sentCounts(database: Database, run: string): Promise<readonly SentCount[]> {
  const { rows } = await sql<{ model: string; sent: unknown; seeded: boolean; samples: string }>`
    SELECT model, sent - 'seed' AS sent, jsonb_exists(sent, 'seed') AS seeded, count(*) AS samples
      FROM benchmark.outcome WHERE run_id = ${run} AND sent IS NOT NULL
     GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC`.execute(database.tables<BenchmarkTables>(BENCHMARK_SCHEMA));
  return rows.map(({ model, sent, seeded, samples }) => ({
    model,
    sent: STORED_SENT.read(sent, `runs/${run}`),
    seeded,
    samples: Number(samples),
  }));
}

/** Where what was sent differs from what the run set, in a sentence for each model and setting. */
export function sentNotes(settings: RunSettings, counts: readonly SentCount[]): string[] {
  return settings.models.flatMap((model) => {
    const own = counts.filter((count) => count.model === model);
    const total = samplesOf(own);
    return DIFFERENCES.flatMap(({ differs, says }) => {
      const those = own.filter((count) => differs(count, settings));
      if (those.length === 0) return [];
      return [`${model}: ${samplesOf(those)} of ${total} answers were asked for ${says(those, settings)}.`];
    });
  });
}

/** What a request that does not say means (contract, GenerateRequest). */
const SAMPLING = { temperature: 0.7, topP: 0.95 } as const;

interface Difference {
  readonly differs: (count: SentCount, settings: RunSettings) => boolean;
  readonly says: (those: readonly SentCount[], settings: RunSettings) => string;
}

const DIFFERENCES: readonly Difference[] = [
  {
    differs: ({ sent }) => sent.temperature !== SAMPLING.temperature,
    says: (those) =>
      instead(
        'temperature',
        SAMPLING.temperature,
        those.map(({ sent }) => sent.temperature),
      ),
  },
  {
    differs: ({ sent }) => sent.topP !== SAMPLING.topP,
    says: (those) =>
      instead(
        'top_p',
        SAMPLING.topP,
        those.map(({ sent }) => sent.topP),
      ),
  },
  {
    differs: ({ sent }) => sent.seedShortened,
    says: () => 'with a seed of 31 bits instead of 32, because the server takes no larger one',
  },
  { differs: ({ seeded }) => !seeded, says: () => 'without a seed, so they cannot be asked for again' },
  {
    differs: ({ sent }, settings) => sent.maxOutputTokens !== limitOf(settings),
    says: (those, settings) =>
      instead(
        'limit of tokens',
        limitOf(settings),
        those.map(({ sent }) => sent.maxOutputTokens),
      ),
  },
  {
    differs: ({ sent }) => sent.systemInUser,
    says: () => "with the instructions in the person's message, because the server takes no system message",
  },
  {
    differs: ({ sent }) => sent.rolesJoined,
    says: () => 'with messages of one role joined, because the server wants roles to alternate',
  },
];

function instead(name: string, set: number, sent: readonly (number | undefined)[]): string {
  const values = [...new Set(sent.filter((value) => value !== undefined))].sort((a, b) => a - b);
  const [least] = values;
  if (least === undefined) return `without a ${name} (the run has ${set}); the server's own default held`;
  const most = values.at(-1) ?? least;
  const range = least === most ? `${least}` : `${least} to ${most}`;
  const none = sent.includes(undefined) ? ', or without one' : '';
  return `with a ${name} of ${range}${none} (the run has ${set})`;
}

function limitOf({ maxOutputTokens }: RunSettings): number {
  return maxOutputTokens ?? RUN_DEFAULTS.maxOutputTokens;
}

function samplesOf(counts: readonly SentCount[]): number {
  return counts.reduce((sum, { samples }) => sum + samples, 0);
}

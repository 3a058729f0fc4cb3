import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS, DOMAINS } from '@rookery/shared-scenario';
import { z } from 'zod';
import { bytesOf, vectorIn } from './vector-bytes.ts';
import { STOP_REASONS, type PlannedPath } from './planned-path.ts';

/** Changes when an older reader could not read the file any more. */
const VERSION = 1;
const FORMAT = 'rookery-library';

/** The first line of a library as a file; a line of JSON for each path follows. */
export interface LibraryFileHeader {
  /** The library it was. */
  readonly library: string;
  /** Whose vectors it holds; null: none. */
  readonly embedder: string | null;
  /** Lines that follow. */
  readonly paths: number;
  /** Of all that follows, line ends included, in hexadecimal. */
  readonly sha256: string;
}

/** A path as a line. */
export interface LibraryFileRecord {
  readonly path: PlannedPath;
  readonly createdAt: Date;
  readonly vector: Float32Array | undefined;
}

const attribute = z.enum(ATTRIBUTE_KEYS);
const score = z.number().min(1).max(5).nullable();
const count = z.number().int().min(0);

const headerLine = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  library: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/),
  embedder: z.string().min(1).max(200).nullable(),
  paths: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const pathLine = z.object({
  query: z.string().min(1).max(20_000),
  domain: z.enum(['unknown', ...DOMAINS.map(({ key }) => key)]),
  steps: z.array(z.object({ attribute, value: score, visits: count })).max(64),
  startValue: score,
  known: z.array(attribute).max(64),
  stopReason: z.enum(STOP_REASONS),
  plannerFailure: z.string().max(2000),
  evaluations: count,
  unscoredEvaluations: count,
  planner: z.string().max(200),
  parametersJson: z.string().max(20_000),
  seed: count.max(0xffff_ffff),
  answerModel: z.string().max(200),
  judgeModel: z.string().max(200),
  priorModel: z.string().max(200),
  promptVersions: z.array(z.string().max(200)).max(100),
  usage: z.object({
    calls: count,
    inputTokens: count,
    outputTokens: count,
    costUsd: z.number().min(0),
    // Files of before say nothing of it.
    unpricedCalls: count.default(0),
  }),
  simulated: z.boolean(),
  profileKey: z.string().max(200),
  createdAt: z.iso.datetime(),
  // 4 bytes for each number, little-endian, in base64.
  vector: z.base64().max(30_000).nullable(),
});

export function headerToLine(header: LibraryFileHeader): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, ...header });
}

/** @throws RookeryError INVALID_ARGUMENT */
export function headerFromLine(line: string): LibraryFileHeader {
  return parsed(headerLine, line, 1);
}

export function recordToLine({ path, createdAt, vector }: LibraryFileRecord): string {
  const { libraryVersion: _, ...kept } = path;
  return JSON.stringify({
    ...kept,
    startValue: path.startValue ?? null,
    steps: path.steps.map((step) => ({ ...step, value: step.value ?? null })),
    createdAt: createdAt.toISOString(),
    vector: vector === undefined ? null : bytesOf(vector).toString('base64'),
  });
}

/**
 * @param number of the line in the file, for the message
 * @throws RookeryError INVALID_ARGUMENT, naming line and field and never what they hold
 */
export function recordFromLine(line: string, number: number): LibraryFileRecord {
  const { createdAt, vector, startValue, steps, ...rest } = parsed(pathLine, line, number);
  return {
    path: {
      ...rest,
      startValue: startValue ?? undefined,
      steps: steps.map((step) => ({ ...step, value: step.value ?? undefined })),
      // What the library that it comes from had learned is not part of the file.
      libraryVersion: 0,
    },
    createdAt: new Date(createdAt),
    vector: vector === null ? undefined : vectorIn(Buffer.from(vector, 'base64')),
  };
}

function parsed<T>(schema: z.ZodType<T>, line: string, number: number): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalidArgument(`line ${number}`, 'is not JSON; is this a library file?');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new RookeryError(
    'INVALID_ARGUMENT',
    `line ${number}: ${field === '' ? 'is' : `${field} is`} not as format ${FORMAT} ${VERSION} has it (${issue?.code ?? 'unknown'})`,
    {
      violations: [
        { field: `line ${number}${field === '' ? '' : `.${field}`}`, description: issue?.code ?? 'unknown' },
      ],
    },
  );
}

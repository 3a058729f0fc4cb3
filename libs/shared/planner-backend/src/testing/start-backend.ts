import {
  PlannerBackendServiceDefinition,
  type DescribeResponse,
  type ParameterSpec,
  type SearchRequest,
  type SearchResponse,
} from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { createLog } from '@rookery/shared-runtime';
import { startService } from '@rookery/shared-server';
import { checkParameters } from '../parameters.ts';
import { WalkingSearch } from './walking-search.ts';

/** How a backend in tests departs from the contract. */
export interface BackendOptions {
  /** Changes its description. */
  readonly describe?: Partial<DescribeResponse>;
  /**
   * Sees each request with the honest answer (none to `tell`) and decides what is sent: several, none, or an error.
   * Unset: the honest answer.
   */
  readonly answer?: (
    request: SearchRequest,
    honest: SearchResponse | undefined,
    signal: AbortSignal,
  ) => readonly SearchResponse[] | Promise<readonly SearchResponse[]>;
  /** Told when a stream has ended, however; the status is sent after it. */
  readonly onEnd?: () => unknown;
  /** Answers `describe` at all; asked each time. */
  readonly describes?: () => boolean;
  /** Takes parameters it does not know. */
  readonly lenient?: boolean;
  /** Where it listens; unset: any free port. */
  readonly port?: number;
}

export interface RunningBackend {
  /** host:port */
  readonly address: string;
  close(): Promise<void>;
}

const PARAMETERS: ParameterSpec[] = [
  {
    name: 'pace',
    description: 'questions between two looks at the scores',
    type: { $case: 'integer', value: { min: 1, max: 10, defaultValue: 2 } },
  },
  {
    name: 'mood',
    description: 'changes nothing',
    type: { $case: 'choice', value: { options: ['calm', 'bold'], defaultValue: 'calm' } },
  },
];

const DESCRIPTION: DescribeResponse = {
  protocolVersion: 1,
  name: 'walk',
  description: 'walks through the subsets in an order that follows from the seed',
  parameters: PARAMETERS,
  capabilities: { maxAttributes: 64, maxDepth: 64, distinctSubsets: true },
};

/** Starts a planner backend on a free port: honest, or dishonest in the stated way. */
export async function startBackend(options: BackendOptions = {}): Promise<RunningBackend> {
  return startService({
    name: 'planner-backend',
    host: '127.0.0.1',
    port: options.port ?? 0,
    log: createLog('planner-backend', 'silent'),
    graceMs: 0,
    services: [
      {
        definition: PlannerBackendServiceDefinition,
        implementation: {
          describe: () =>
            options.describes?.() === false
              ? Promise.withResolvers<DescribeResponse>().promise
              : Promise.resolve({ ...DESCRIPTION, ...options.describe }),
          search: (requests, { signal }) => search(requests, signal, options),
        },
      },
    ],
  });
}

async function* search(
  requests: AsyncIterable<SearchRequest>,
  signal: AbortSignal,
  options: BackendOptions,
): AsyncGenerator<SearchResponse, void, undefined> {
  let walking: WalkingSearch | undefined;
  try {
    for await (const request of requests) {
      if (request.event?.$case === 'start') walking = started(request.event.value, options);
      if (walking === undefined) throw invalidArgument('event', 'the first message must be start');
      const honest = honestly(walking, request);
      const answers = options.answer?.(request, honest, signal) ?? (honest === undefined ? [] : [honest]);
      yield* await answers;
    }
  } finally {
    await options.onEnd?.();
  }
}

type Start = Extract<NonNullable<SearchRequest['event']>, { $case: 'start' }>['value'];

function started(start: Start, { lenient = false }: BackendOptions): WalkingSearch {
  if (start.protocolVersion !== 1) {
    throw new RookeryError('FAILED_PRECONDITION', `protocol_version: ${start.protocolVersion} is not 1`);
  }
  const given =
    start.parametersJson === '' ? {} : (JSON.parse(start.parametersJson) as Record<string, unknown>);
  const known = [
    { name: 'pace', description: '', type: 'integer' as const, min: 1, max: 10, default: 2 },
    { name: 'mood', description: '', type: 'choice' as const, options: ['calm', 'bold'], default: 'calm' },
  ];
  if (!lenient) checkParameters(known, given);
  return new WalkingSearch(start);
}

function honestly(walking: WalkingSearch, { sequence, event }: SearchRequest): SearchResponse | undefined {
  const inReplyTo = sequence;
  switch (event?.$case) {
    case 'start':
      return { inReplyTo, event: { $case: 'started', value: {} } };
    case 'ask': {
      const questions = walking.ask(event.value.max);
      return questions.length === 0
        ? { inReplyTo, event: { $case: 'noneLeft', value: {} } }
        : { inReplyTo, event: { $case: 'questions', value: { questions } } };
    }
    case 'tell':
      walking.tell(event.value.results);
      return undefined;
    case 'bestPath':
      return { inReplyTo, event: { $case: 'path', value: { steps: walking.bestPath() } } };
    case undefined:
      throw new RookeryError('UNIMPLEMENTED', 'event: is of a kind that is not known');
  }
}

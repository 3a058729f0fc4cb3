// The program of a worker thread: holds searches and does what the pool orders. See search-thread.ts for the other end.
import {
  createSearch,
  fitLibrary,
  playBlock,
  playStream,
  priorOf,
  restoreSearch,
  summarize,
  type Search,
} from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { packPath, packProgress, packQuestions, unpackAnswers } from './packing.ts';
import {
  errorToParts,
  type FromWorker,
  type OrderName,
  type Result,
  type Timed,
  type ToWorker,
} from './protocol.ts';
import { SimulationRounds } from './simulation-rounds.ts';

const searches = new Map<number, Search>();
const simulations = new SimulationRounds(send);

parentPort?.on('message', (message: ToWorker) => {
  switch (message.order) {
    case 'stepBack':
      stepBack();
      return;
    case 'close':
      searches.get(message.search)?.close();
      searches.delete(message.search);
      return;
    case 'stop':
      simulations.stop(message.call);
      return;
    case 'drop':
      simulations.drop(message.call);
      return;
    default:
      answer(message);
  }
});

type Answerable = Extract<ToWorker, { readonly content: unknown }>;

function answer(message: Answerable): void {
  const { call } = message;
  try {
    // The result of a simulation comes when it ends.
    if (message.order === 'simulate') simulations.add(call, message.content);
    else send({ call, result: obey(message) });
  } catch (caught) {
    send({ call, error: errorToParts(caught) });
  }
}

function obey(message: Exclude<Answerable, { readonly order: 'simulate' }>): Result<OrderName> {
  switch (message.order) {
    case 'start': {
      const { search, problem, planner, parameters, lesson } = message.content;
      searches.set(search, createSearch(problem, planner, parameters, lesson && priorOf(lesson)));
      return undefined;
    }
    case 'restore':
      searches.set(message.content.search, restoreSearch(message.content.bytes));
      return undefined;
    case 'ask':
      return packQuestions(at(message.content.search).ask(message.content.max));
    case 'tell':
      at(message.content.search).tell(unpackAnswers(message.content.answers));
      return undefined;
    case 'openQuestions':
      return packQuestions(at(message.content.search).openQuestions());
    case 'bestPath':
      return packPath(at(message.content.search).bestPath());
    case 'progress':
      return packProgress(at(message.content.search).progress());
    case 'modelWeights':
      return at(message.content.search).modelWeights();
    case 'fit': {
      using fit = fitLibrary(message.content.searches);
      return { bytes: Uint8Array.from(fit.save()), report: fit.report() };
    }
    case 'save':
      // A copy of its own: what the core hands out may be a window into a larger buffer.
      return Uint8Array.from(at(message.content.search).save());
    case 'playBlock':
      return timed(() => playBlock(message.content));
    case 'playStream':
      return timed(() => playStream(message.content));
    case 'summarize':
      return summarize(message.content.order, message.content.curves);
  }
}

function timed<T>(work: () => T): Timed<T> {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return { result, cpuUs: user + system };
}

// Only Linux counts priorities by thread; elsewhere this would slow the whole process.
function stepBack(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function at(number: number): Search {
  const search = searches.get(number);
  if (search !== undefined) return search;
  throw new RookeryError('FAILED_PRECONDITION', 'search: is closed');
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message, buffersOf(message));
}

/** What is handed over instead of copied. */
function buffersOf(message: FromWorker): ArrayBuffer[] {
  const content = 'result' in message ? message.result : 'report' in message ? message.report : undefined;
  if (content === undefined || Array.isArray(content)) return [];
  if ('buffer' in content) return [content.buffer];
  if ('bytes' in content) return [content.bytes.buffer];
  const path = 'best' in content ? content.best : content;
  // What comparisons give is small beside what it took to make it.
  return 'numbers' in path ? [path.numbers.buffer, path.subsets.buffer] : [];
}

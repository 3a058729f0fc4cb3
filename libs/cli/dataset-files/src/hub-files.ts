import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';

/** Where data sets are fetched from. */
export interface Hub {
  /** Its address; undefined: huggingface.co. */
  readonly url: string | undefined;
  /** For data sets that are not public. */
  readonly token: string | undefined;
  /** Where files are kept; one that is there is not fetched again. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told how much of a file has come, in bytes. */
  readonly progress?: (file: string, done: number, total: number) => void;
}

/** `hf:OWNER/NAME`, and after that perhaps `@revision` and `/path/of/one/file`. */
const ADDRESS = /^hf:([\w.-]{1,96}\/[\w.-]{1,96})(?:@([\w./-]{1,100}?))?(?:\/(.{1,500}))?$/u;
const ROWS = /\.(?:csv|tsv|json|jsonl|ndjson|parquet)(?:\.(?:gz|zst))?$/iu;
/** What a folder of a data set says of itself. */
const ABOUT = /(?:^|\/)(?:dataset_infos?|croissant|metadata|package|state|config)[\w.-]*\.json$/iu;
/** Largest file that is fetched, in bytes: 8 GiB. */
const LARGEST = 8 * 1024 ** 3;
/** Files of a data set that are looked through. */
const MOST_FILES = 10_000;
const SHOWN_FILES = 12;

/** Whether a word names a data set on the hub instead of a file. */
export function isOnHub(word: string): boolean {
  return word.startsWith('hf:');
}

/**
 * Fetches the one file of rows that a word names, and returns where it lies.
 * @throws RookeryError INVALID_ARGUMENT for a word that names nothing, or several files; NOT_FOUND where the hub has no such data set or file,
 *   PERMISSION_DENIED where it wants a token or another one, UNAVAILABLE where it cannot be reached
 */
export async function fetchedFromHub(word: string, hub: Hub): Promise<string> {
  const [, name, revision = 'main', wanted] = ADDRESS.exec(word) ?? [];
  if (name === undefined || [name, revision, wanted ?? ''].some(leadsElsewhere)) {
    throw invalidArgument(word, 'is no data set of the hub; hf:OWNER/NAME is wanted, or hf:OWNER/NAME/FILE');
  }
  const common = {
    repo: { type: 'dataset', name } as const,
    revision,
    ...(hub.url === undefined ? {} : { hubUrl: hub.url.replace(/\/$/u, '') }),
    ...(hub.token === undefined ? {} : { accessToken: hub.token }),
    fetch: ((input, init) => fetch(input, { ...init, signal: hub.signal })) as typeof fetch,
  };
  // Loaded when it is needed: it is most of what a command would have to load.
  const { downloadFile, HubApiError, listFiles } = await import('@huggingface/hub');
  const isApiError = (caught: unknown): caught is HubAnswer => caught instanceof HubApiError;
  return said(word, hub, isApiError, async () => {
    const found: { path: string; size: number }[] = [];
    let seen = 0;
    for await (const { type, path, size } of listFiles({ ...common, recursive: true })) {
      seen += 1;
      if (seen > MOST_FILES)
        throw invalidArgument(word, `has more than ${MOST_FILES} files; name one of them`);
      const fits = wanted === undefined ? ROWS.test(path) && !ABOUT.test(path) : path === wanted;
      if (type === 'file' && fits && !leadsElsewhere(path)) found.push({ path, size });
    }
    const [file, another] = found;
    if (file === undefined) throw new RookeryError('NOT_FOUND', `${word}: has no such file of rows`);
    if (another !== undefined) throw invalidArgument(word, severalFiles(name, revision, found));
    if (file.size > LARGEST) {
      throw invalidArgument(
        word,
        `has ${file.size} bytes, at most ${LARGEST} are fetched; download it yourself`,
      );
    }
    const kept = join(
      hub.folder,
      'hub',
      ...name.split('/'),
      revision.replaceAll('/', '-'),
      ...file.path.split('/'),
    );
    if ((await stat(kept).catch(() => undefined))?.size === file.size) return kept;
    const blob = await downloadFile({ ...common, path: file.path, parallelDownloads: false });
    if (blob === null) throw new RookeryError('NOT_FOUND', `${word}: has no such file any more`);
    await written(blob, kept, (done) => hub.progress?.(file.path, done, file.size), hub.signal);
    return kept;
  });
}

/** Whether a path has parts that lead out of its folder: what a hub names becomes a place on this disk. */
function leadsElsewhere(path: string): boolean {
  return (
    path.startsWith('/') ||
    path.includes('\\') ||
    path.split('/').some((part) => part === '..' || part === '.')
  );
}

function severalFiles(name: string, revision: string, files: readonly { readonly path: string }[]): string {
  const at = revision === 'main' ? '' : `@${revision}`;
  const shown = files.slice(0, SHOWN_FILES).map(({ path }) => `hf:${name}${at}/${path}`);
  const more = files.length > SHOWN_FILES ? ` and ${files.length - SHOWN_FILES} more` : '';
  return `has several files of rows; name one or several: ${shown.join(' ')}${more}`;
}

async function written(
  blob: Blob,
  file: string,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.part`;
  let done = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of blob.stream() as AsyncIterable<Uint8Array>) {
      done += chunk.length;
      if (done > LARGEST) throw new RangeError('more bytes came than the hub had said');
      progress(done);
      yield chunk;
    }
  }
  try {
    await pipeline(Readable.from(counted()), createWriteStream(unfinished), { signal });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** An answer of the hub that is no file. */
interface HubAnswer {
  readonly statusCode: number;
}

async function said<Result>(
  word: string,
  { url, signal }: Hub,
  isApiError: (caught: unknown) => caught is HubAnswer,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (caught) {
    signal.throwIfAborted();
    if (caught instanceof RookeryError) throw caught;
    if (isApiError(caught)) {
      if (caught.statusCode === 401 || caught.statusCode === 403) {
        throw new RookeryError(
          'PERMISSION_DENIED',
          `${word}: the hub shows it to nobody without a token (HF_TOKEN), or there is no such data set`,
        );
      }
      if (caught.statusCode === 404)
        throw new RookeryError('NOT_FOUND', `${word}: the hub has no such data set`);
    }
    const why = isApiError(caught) ? `HTTP ${caught.statusCode}` : reasonOf(caught);
    throw new RookeryError(
      'UNAVAILABLE',
      `${word}: the hub at ${url ?? 'huggingface.co'} cannot be reached (${why}); download the file elsewhere and import that, or set HF_ENDPOINT to a mirror`,
      { cause: caught },
    );
  }
}

function reasonOf(caught: unknown): string {
  const cause: unknown = caught instanceof Error ? (caught.cause ?? caught) : caught;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}

import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a reader needs to know to make the load again. */
export interface MadeWith {
  /** Of the generator, which the target may share. */
  readonly machine: string;
  /** Mean number of processes that wanted to run on it in the minute before; undefined where the system does not tell. */
  readonly loadBefore: number | undefined;
  readonly versions: string;
  readonly command: string;
}

const GIB = 1024 ** 3;

/**
 * @param version of the platform's command
 * @param words of the command line
 */
export function madeWith(version: string, words: readonly string[]): MadeWith {
  const [cpu] = cpus();
  const [load = 0] = loadavg();
  return {
    machine: `${availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / GIB)} GiB, ${type()} ${release()}`,
    // Windows has no such figure, and says 0.
    loadBefore: load === 0 ? undefined : load,
    versions: `rookery ${version}, Node ${process.versions.node}`,
    command: ['rookery', ...words.map(quoted)].join(' '),
  };
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

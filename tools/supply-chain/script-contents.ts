import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** What npm runs of a package when it is installed, in this order. */
const EVENTS = ['preinstall', 'install', 'postinstall'] as const;

/** What a package runs when it is installed. */
export interface InstallScript {
  /** What the manifest says, by event. */
  readonly commands: Readonly<Record<string, string>>;
  /** SHA-256 of the commands and of the files that they run, in hexadecimal. */
  readonly sha256: string;
}

/**
 * @param path folder of an installed package
 * @returns undefined: it runs nothing
 */
export function installScriptOf(path: string): InstallScript | undefined {
  const folder = resolve(path);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly scripts?: Readonly<Record<string, string>>;
    readonly gypfile?: boolean;
  };
  const { scripts = {}, gypfile } = manifest;
  const commands: Record<string, string> = {};
  for (const event of EVENTS) if (scripts[event] !== undefined) commands[event] = scripts[event];
  // npm compiles what has this file, unless something else is said.
  const compiles = gypfile !== false && existsSync(join(folder, 'binding.gyp'));
  if (compiles && commands['install'] === undefined && commands['preinstall'] === undefined)
    commands['install'] = 'node-gyp rebuild';
  if (Object.keys(commands).length === 0) return undefined;
  const hash = createHash('sha256').update(JSON.stringify(commands));
  for (const file of filesRun(folder, Object.values(commands)))
    hash.update(`\0${relative(folder, file)}\0`).update(readFileSync(file));
  return { commands, sha256: hash.digest('hex') };
}

/** The files of the package that commands name, and those that they load. */
function filesRun(folder: string, commands: readonly string[]): string[] {
  const entries = commands.flatMap((command) =>
    (command.match(/[\w@./-]+/g) ?? []).flatMap(
      (word) => moduleAt(folder, word) ?? binOf(folder, word) ?? [],
    ),
  );
  return [...new Set(entries.flatMap(loadedBy))].sort();
}

/** Words that are no path of the package are options, or programs of the system. */
function moduleAt(folder: string, word: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(`./${word}`);
  } catch {
    return undefined;
  }
}

/** A program that another package brings. */
function binOf(folder: string, word: string): string | undefined {
  if (word === 'node' || word.includes('/')) return undefined;
  for (let at = dirname(folder); at.includes('node_modules'); at = dirname(at)) {
    const link = join(at, '.bin', word);
    if (existsSync(link)) return realpathSync(link);
  }
  return undefined;
}

/** A module with those of its package that it loads, as far as they are named where they are loaded. */
function loadedBy(entry: string): string[] {
  const folder = dirname(entry);
  try {
    const { metafile } = buildSync({
      entryPoints: [entry],
      absWorkingDir: folder,
      bundle: true,
      packages: 'external',
      platform: 'node',
      write: false,
      outdir: folder,
      metafile: true,
      loader: { '.node': 'empty' },
      logLevel: 'silent',
    });
    return Object.keys(metafile.inputs).map((input) => join(folder, input));
  } catch {
    // It names what is not there, or is no JavaScript: then it counts as it is.
    return [entry];
  }
}

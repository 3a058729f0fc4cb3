import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_MINILM_L6_V2, isInstalled } from '@rookery/shared-embedding';
import { isFree } from '@rookery/shared-runtime';
import { broken, off, ok, warning, type Finding } from './finding.ts';

const OLDEST_NODE = 24;
const GB = 1e9;
/** Below this PostgreSQL and logs soon have no room, in bytes. */
const LITTLE_ROOM = 2 * GB;
const NO_ROOM = 0.2 * GB;

export function checkNode(version = process.versions.node): Finding {
  const major = Number.parseInt(version, 10);
  if (major >= OLDEST_NODE) return ok('node', `Node ${version}`);
  return broken(
    'node',
    `Node ${version} runs this, and the platform needs ${OLDEST_NODE} or newer`,
    'start it by `npx rookery`, which takes the Node of the installation, after `npm ci`',
  );
}

/** Whether the data folder can be used, by its user alone, and has room. */
export async function checkDataFolder(folder: string): Promise<Finding[]> {
  const check = 'data folder';
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return [off(check, `${folder} is not there yet`, 'it is made by the first start')];
  if (!found.isDirectory()) {
    return [broken(check, `${folder} is a file`, 'move it away, or name another folder in ROOKERY_DATA')];
  }
  const user = process.getuid?.();
  if (user !== undefined && user !== 0 && found.uid !== user) {
    return [
      broken(
        check,
        `${folder} belongs to another user (uid ${found.uid})`,
        `run rookery as that user, or name another folder in ROOKERY_DATA`,
      ),
    ];
  }
  const isWritable = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    return [
      broken(
        check,
        `${folder} cannot be written`,
        `chmod u+rwx ${folder}, or another folder in ROOKERY_DATA`,
      ),
    ];
  }
  return [await privacyOf(folder, found.mode), await roomIn(folder)];
}

async function privacyOf(folder: string, mode: number): Promise<Finding> {
  if ((mode & 0o022) !== 0) {
    return broken(
      'data folder',
      `${folder} can be written by other users (mode ${octal(mode)})`,
      `chmod go-w ${folder}`,
    );
  }
  // The folder itself may be passed through, as where root's server runs as another user.
  for (const name of ['platform.json', 'postgres', 'logs']) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || (found.mode & 0o077) === 0) continue;
    return broken(
      'data folder',
      `${path} can be read by other users (mode ${octal(found.mode)})`,
      `chmod go= ${path}`,
    );
  }
  return ok('data folder', `${folder}, and no other user can write it`);
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(3, '0');

async function roomIn(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${(free / GB).toFixed(1)} GB are free where ${folder} is`;
  const todo = 'make room, or name a folder on another disk in ROOKERY_DATA';
  if (free < NO_ROOM) return broken('disk', says, todo);
  return free < LITTLE_ROOM ? warning('disk', says, todo) : ok('disk', says);
}

/** Whether the ports that a platform takes by itself are free; only to be asked while none runs. */
export async function checkPorts(
  ports: readonly { readonly of: string; readonly port: number; readonly option: string }[],
): Promise<Finding[]> {
  const findings = await Promise.all(
    ports.map(async ({ of, port, option }) => {
      if (await isFree('127.0.0.1', port)) return [];
      return [
        broken(
          'ports',
          `port ${port}, which the ${of} takes, is taken by something that is no platform of this data folder`,
          `end what listens there (lsof -i :${port}), or \`rookery up ${option} 0\` for any free one`,
        ),
      ];
    }),
  );
  const taken = findings.flat();
  return taken.length > 0 ? taken : [ok('ports', `${ports.map(({ port }) => port).join(' and ')} are free`)];
}

/** @param choice ROOKERY_EMBEDDER */
export async function checkEmbedder(dataFolder: string, choice: string): Promise<Finding> {
  if (choice !== 'auto' && choice !== 'trained') {
    return ok('embedder', `${choice}, as ROOKERY_EMBEDDER says; no files are needed`);
  }
  if (await isInstalled(dataFolder, ALL_MINILM_L6_V2)) {
    return ok('embedder', `${ALL_MINILM_L6_V2.name} is installed`);
  }
  const says = `the files of ${ALL_MINILM_L6_V2.name} are not in ${join(dataFolder, 'models')}`;
  return choice === 'trained'
    ? broken('embedder', `${says}, and ROOKERY_EMBEDDER is trained`, '`npm run models`')
    : warning(
        'embedder',
        `${says}: retrieval goes by shared words, and danger is found by phrases alone`,
        '`npm run models`',
      );
}

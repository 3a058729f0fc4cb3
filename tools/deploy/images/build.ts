// `npm run images -- REGISTRY TAG`: builds the image of each service where there is a container engine; lints the image file where
// there is none, and says which of both it did.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintImages } from './lint.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = join(import.meta.dirname, 'Dockerfile');
const services = readdirSync(join(ROOT, 'apps')).filter((name) => name !== 'cli');
const [registry = 'rookery', tag = 'dev'] = process.argv.slice(2);

const problems = lintImages(readFileSync(FILE, 'utf8'), services);
for (const problem of problems) console.error(problem);
const engine = ['docker', 'podman'].find(answers);
if (problems.length > 0) {
  process.exitCode = 1;
} else if (engine === undefined) {
  console.log(
    'images: no container engine answers (docker, podman): the image file was linted, and nothing was built',
  );
} else {
  for (const service of services) {
    const words = [
      'build',
      '--target',
      service,
      '--tag',
      `${registry}/${service}:${tag}`,
      '--file',
      FILE,
      ROOT,
    ];
    const { status } = spawnSync(engine, words, {
      stdio: 'inherit',
      env: { ...process.env, DOCKER_BUILDKIT: '1' },
    });
    if (status !== 0) throw new Error(`${service} could not be built`);
  }
  console.log(`images: built ${services.length} by ${engine}, ${registry}/{${services.join(',')}}:${tag}`);
}

/** Whether the engine is there and does its work: a client alone builds nothing. */
function answers(program: string): boolean {
  try {
    execFileSync(program, ['info'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

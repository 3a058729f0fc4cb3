// `npm run sbom [FILE]`: the bill of materials of the whole repository, as CycloneDX. That of each image is made with its bundle.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readCrates } from './crates.ts';
import { wholeSbom, type Bom } from './whole-sbom.ts';

const [file = 'dist/sbom.cdx.json'] = process.argv.slice(2);
const made = spawnSync(
  'npm',
  ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'],
  {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  },
);
if (made.status !== 0) {
  console.error(`npm sbom ended with ${made.status ?? String(made.error)}:\n${made.stderr}`);
  process.exit(1);
}
const bom = wholeSbom(JSON.parse(made.stdout) as Bom, readCrates());
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bom, undefined, 2)}\n`);
console.log(`${file}: ${bom.components.length} components`);

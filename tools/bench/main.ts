// `npm run bench -- NAME...`: runs tools/bench/NAME.ts for each name, one JSON object a line on stdout:
// {"bench","metric","value","unit","baseline","ratio"}. Progress and notes go to stderr.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

const known = readdirSync('tools/bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => basename(file, '.bench.ts'));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`unknown bench: ${unknown.join(', ')}`);
  console.error(`usage: npm run bench -- NAME...   where NAME is one of: ${known.join(', ')}`);
  process.exit(2);
}
let failed = false;
for (const name of names) {
  const run = spawnSync(process.execPath, [`tools/bench/${name}.bench.ts`], { stdio: 'inherit' });
  if (run.status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);

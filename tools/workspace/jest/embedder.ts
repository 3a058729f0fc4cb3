// Says which sentence embedder lies in .rookery/models: a condition of tests (nx.json). They run again when it comes or changes.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

const files = globSync('.rookery/models/**/*', { withFileTypes: true }).filter((entry) => entry.isFile());
const paths = files.map((file) => `${file.parentPath}/${file.name}`).sort();
for (const path of paths)
  console.log(`${createHash('sha256').update(readFileSync(path)).digest('hex')} ${path}`);
if (paths.length === 0) console.log('none');

// Writes the page of all variables, and the list of their names: `npm run generate:variables`.
import { writeFileSync } from 'node:fs';
import { variableFiles } from './variables.ts';

for (const [path, text] of Object.entries(await variableFiles())) writeFileSync(path, text);

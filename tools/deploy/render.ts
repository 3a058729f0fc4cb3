// `npm run render:chart`: what the chart renders to for each setting, into rendered/.
import { writeFileSync } from 'node:fs';
import { findHelm, rendered } from './helm.ts';
import { chartHash, headOf, renderedFile, SETTINGS } from './rendered.ts';

const helm = findHelm((text) => console.error(text));
if (helm === undefined) {
  console.error('neither helm nor Go is here: install one of them');
  process.exitCode = 1;
} else {
  const head = headOf(chartHash());
  for (const setting of SETTINGS) {
    writeFileSync(renderedFile(setting), `${head}\n${rendered(helm, setting)}`);
    console.log(renderedFile(setting));
  }
}

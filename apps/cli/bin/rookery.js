#!/usr/bin/env node
// The sources need Node 24, which `npm ci` installs beside them. Whatever Node starts this file, that one runs them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '../src/main.ts');
// What Node compiled is kept in the installation: the next command starts in half the time.
const cache = join(here, '../../../node_modules/.cache/node');
const major = Number(process.versions.node.split('.')[0]);
if (major >= 24) {
  module.enableCompileCache(cache);
  await import(main);
} else {
  const installed = join(here, '../../../node_modules/.bin/node');
  if (!existsSync(installed)) {
    console.error(
      `rookery needs Node 24 or newer (this is ${process.version}); run npm ci first, which installs it`,
    );
    process.exit(78);
  }
  // Signals of the terminal reach the child too, which ends cleanly by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  const ended = spawnSync(installed, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: cache, ...process.env },
  });
  process.exit(ended.status ?? 1);
}

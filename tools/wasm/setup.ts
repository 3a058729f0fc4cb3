// Installs what `npm run build:wasm` needs and this machine lacks: `npm run setup:wasm`. Says each step, changes nothing
// that is there. Rust itself (cargo) is expected: https://rustup.rs, or a distribution's package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from './source-hash.ts';

const TARGET = 'wasm32-unknown-unknown';
const DEBIAN_PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld'];

const works = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

function output(command: string, ...args: string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout?.trim() ?? '';
}

function run(command: string, args: readonly string[], environment = {}): boolean {
  console.log(`$ ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } }).status === 0;
}

/** A compiler for the target: rustup's where it can be had, else Debian's, which builds the standard library. */
function setUpTarget(): boolean {
  if (output('rustup', 'target', 'list', '--installed').split('\n').includes(TARGET)) return true;
  if (works('dpkg', '-s', ...DEBIAN_PACKAGES)) return makeTargetFolder();
  if (works('rustup', '--version') && run('rustup', ['target', 'add', TARGET])) return true;
  if (!works('apt-get', '--version')) return false;
  return (
    run('apt-get', ['update']) && run('apt-get', ['install', '-y', ...DEBIAN_PACKAGES]) && makeTargetFolder()
  );
}

/** wasm-pack only looks whether the target's folder exists; the standard library is built from its sources. */
function makeTargetFolder(): boolean {
  const folder = output('/usr/bin/rustc', '--target', TARGET, '--print', 'target-libdir');
  if (folder !== '') mkdirSync(folder, { recursive: true });
  return folder !== '';
}

/** The command must have the version of the crate, whose output it reads. */
function setUpBindgen(): boolean {
  const lock = readFileSync(join(WORKSPACE, 'Cargo.lock'), 'utf8');
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1] ?? '';
  if (output('wasm-bindgen', '--version') === `wasm-bindgen ${version}`) return true;
  return install('wasm-bindgen-cli', '--version', version);
}

const setUpPack = (): boolean => works('wasm-pack', '--version') || install('wasm-pack');

// They work for a moment, on a small file: that they are compiled in half the time is worth more than that they are fast.
const COMPILED_QUICKLY = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
};

/** As its authors locked it; where a registry's mirror lacks one of those versions, with the ones that it has. */
function install(...crate: string[]): boolean {
  return (
    run('cargo', ['install', '--locked', ...crate], COMPILED_QUICKLY) ||
    run('cargo', ['install', ...crate], COMPILED_QUICKLY)
  );
}

const steps = { [TARGET]: setUpTarget, 'wasm-bindgen': setUpBindgen, 'wasm-pack': setUpPack };
for (const [name, setUp] of Object.entries(steps)) {
  if (setUp()) {
    console.log(`${name}: ready`);
    continue;
  }
  console.error(`${name}: could not be installed on this machine`);
  process.exit(1);
}

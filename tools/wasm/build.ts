// Builds planner-wasm/pkg from the Rust sources: `node tools/wasm/build.ts`. With `--compare` it fails when the same tools made other bytes
// of the same sources than were there before: what is checked in has to be what its sources say.
// Two ways lead there. With a toolchain that has the wasm32-unknown-unknown target, `wasm-pack build` does it. Where
// rustup cannot fetch that target, Debian's rustc-web can build the standard library from its sources. The script
// looks which of the two this machine offers, and says so.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { difference, fileHashes, readRecord, type BuildRecord } from './built.ts';
import { sourceHash, WORKSPACE } from './source-hash.ts';

const TARGET = 'wasm32-unknown-unknown';
const PACKAGE = join(WORKSPACE, 'pkg');
const NAME = 'rookery_planner';

/** A way to build: what to print, and the environment of `wasm-pack`. */
interface Recipe {
  readonly title: string;
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

function output(command: string, ...args: string[]): string | undefined {
  const result = spawnSync(command, args, { encoding: 'utf8', cwd: WORKSPACE });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Whether this compiler has the target's standard library ready: an empty folder of that name does not count. */
function hasTarget(rustc: string): boolean {
  const folder = output(rustc, '--target', TARGET, '--print', 'target-libdir');
  return (
    folder !== undefined && existsSync(folder) && readdirSync(folder).some((f) => f.startsWith('libstd-'))
  );
}

function debian(): Recipe | undefined {
  const rustc = '/usr/bin/rustc';
  const sysroot = existsSync(rustc) ? output(rustc, '--print', 'sysroot') : undefined;
  if (sysroot === undefined || !existsSync(join(sysroot, 'lib/rustlib/src/rust/library'))) return undefined;
  return {
    title: `${output(rustc, '--version') ?? rustc} from the distribution, standard library from source`,
    options: ['--mode', 'no-install'],
    environment: {
      // -Z build-std is unstable in name; the sources belong to this very compiler.
      RUSTC_BOOTSTRAP: '1',
      RUSTC: rustc,
      CARGO: '/usr/bin/cargo',
      CARGO_UNSTABLE_BUILD_STD: 'std,panic_abort',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: 'wasm-ld',
      PATH: `/usr/bin:${process.env['PATH'] ?? ''}`,
      // Apart from the objects of other compilers.
      CARGO_TARGET_DIR: join(WORKSPACE, 'target/build-std'),
    },
  };
}

function recipe(): Recipe | undefined {
  if (hasTarget('rustc')) {
    return {
      title: `${output('rustc', '--version') ?? 'rustc'} with target ${TARGET}`,
      options: [],
      environment: {},
    };
  }
  return debian();
}

/**
 * Names instead of this machine's folders in the messages of panics, so that the package is the same wherever it is
 * built. Under the target's own key, which cargo joins with the flags in .cargo/config.toml.
 */
function remapping(): Record<string, string> {
  const home = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo');
  const flags = [`${home}=cargo`, `${WORKSPACE}=.`].map((remap) => `--remap-path-prefix=${remap}`);
  return { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: flags.join(' ') };
}

function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): void {
  const result = spawnSync(command, args, {
    cwd: join(WORKSPACE, 'binding'),
    env: { ...process.env, ...remapping(), ...environment },
    stdio: 'inherit',
  });
  if (result.error !== undefined) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${command} ended with status ${result.status ?? 'none'}`);
}

function build(): void {
  const chosen = recipe();
  if (chosen === undefined) {
    throw new Error(
      `no Rust toolchain for ${TARGET}: run "rustup target add ${TARGET}", or on Debian "apt-get install rustc-web ` +
        'cargo-web rust-web-src lld"; wasm-pack and wasm-bindgen come from "cargo install wasm-pack wasm-bindgen-cli"',
    );
  }
  const before = readRecord();
  console.log(`Building planner-wasm/pkg: ${chosen.title}`);
  const options = ['--target', 'web', '--release', '--no-pack', '--out-dir', '../pkg', '--out-name', NAME];
  rmSync(PACKAGE, { recursive: true, force: true });
  run('wasm-pack', ['build', '.', ...chosen.options, ...options], chosen.environment);
  // wasm-pack keeps its output out of git; ours is checked in.
  rmSync(join(PACKAGE, '.gitignore'), { force: true });
  writeFileSync(join(PACKAGE, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`);
  const built: BuildRecord = { sha256: sourceHash(), files: fileHashes(), tools: toolsOf(chosen) };
  writeFileSync(join(PACKAGE, 'sources.json'), `${JSON.stringify(built, undefined, 2)}\n`);
  console.log(`Built from sources ${sourceHash()} by ${built.tools}`);
  if (!process.argv.includes('--compare')) return;
  const wrong = difference(before, built, (sentence) => console.log(sentence));
  if (wrong !== undefined) throw new Error(wrong);
  console.log('What is checked in is what its sources say.');
}

/** All that the bytes depend on besides the sources: nothing makes the module smaller afterwards (binding/Cargo.toml). */
function toolsOf({ environment }: Recipe): string {
  const rustc = environment['RUSTC'] ?? 'rustc';
  return [output(rustc, '--version') ?? rustc, output('wasm-bindgen', '--version') ?? 'wasm-bindgen'].join(
    ', ',
  );
}

build();

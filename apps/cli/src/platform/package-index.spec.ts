import { describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageIndex } from './package-index.ts';

describe('packageIndex', () => {
  it('is what pip is configured to use', async () => {
    const home = await mkdtemp(join(tmpdir(), 'rookery-pip-'));
    await mkdir(join(home, '.config/pip'), { recursive: true });
    const settings =
      '[install]\nindex-url = https://wrong/\n\n[global]\ntimeout = 60\nindex-url = https://mirror/simple\n';
    await writeFile(join(home, '.config/pip/pip.conf'), settings);
    expect(await packageIndex(undefined, home)).toBe('https://mirror/simple');
    expect(await packageIndex('https://other/simple', home)).toBe('https://other/simple');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { anyChange, changed, type Change } from '../play/bytes.ts';
import { LooseRejections } from '../play/loose-rejections.ts';
import { target, type AnyTarget } from '../target.ts';
import { fileBases } from './file-bases.ts';
import { readFile, type Handed } from './read-file.ts';

/** A small file, what happens to it, and how it is read. */
export interface FileInput extends Handed {
  readonly base: string;
  readonly changes: readonly Change[];
}

/** What a damaged file of a few kilobytes may take beyond what was ever taken before, in MB. */
const MOST_MORE_MB = 400;

/** @param read stands in for the importer where a test looks whether a bad one is noticed */
export function filesTarget(read: typeof readFile = readFile): AnyTarget {
  return target<FileInput>({
    name: 'files',
    says: 'importers of CSV, JSON, JSON lines and Parquet, packed or not: nothing but their own refusals, bounded memory',
    times: 20_000,
    open: async () => {
      const bases = await fileBases();
      const loose = new LooseRejections();
      const folder = mkdtempSync(join(tmpdir(), 'rookery-fuzzing-'));
      return {
        inputs: fc.record({
          base: fc.constantFrom(...bases.keys()),
          changes: fc.array(anyChange, { maxLength: 6 }),
          cuts: fc.array(fc.nat({ max: 100_000 }), { maxLength: 5 }),
          use: fc.constantFrom('rows' as const, 'look' as const, 'paths' as const),
        }),
        play: async ({ base, changes, ...handed }) => {
          const whole = bases.get(base);
          if (whole === undefined) throw new Error(`there is no file "${base}"`);
          const before = peakMb();
          const answer = await read(changed(whole, changes), handed, join(folder, 'file'));
          const wrong = answer ?? (await loose.said());
          const more = peakMb() - before;
          if (wrong !== undefined) return `${base}: ${wrong}`;
          return more > MOST_MORE_MB ? `${base}: took ${Math.round(more)} MB to read` : undefined;
        },
        [Symbol.asyncDispose]: async () => {
          loose[Symbol.dispose]();
          rmSync(folder, { recursive: true });
        },
      };
    },
  });
}

/** The most memory that this process ever had, in MB. */
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { parquetRows } from './parquet-rows.ts';
import { parquetBatchesInThread } from './parquet-thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const column = (name: string) => ({ name, type: 'STRING' as const, data: [`${name} one`, `${name} two`] });
const whole = Buffer.from(parquetWriteBuffer({ columnData: ['query', 'background'].map(column) }));

/** @returns how it was refused, and how many bytes of it were read */
async function refused(bytes: Buffer): Promise<{ readonly says: string; readonly read: number }> {
  const file = join(folder, 'rows.parquet');
  writeFileSync(file, bytes);
  let read = 0;
  try {
    const rows = parquetRows(file, new AbortController().signal, (more) => (read += more));
    for await (const _row of rows) continue;
    return { says: 'was read', read };
  } catch (caught) {
    return { says: String(caught), read };
  }
}

/** The footer begins where the schema does: the first place where the name stands after the data. */
const footerLength = whole.readUInt32LE(whole.length - 8);
const inFooter = (name: string, occurrence: number): number => {
  let at = whole.length - 8 - footerLength - 1;
  for (let found = 0; found <= occurrence; found += 1) at = whole.indexOf(name, at + 1);
  return at;
};

function renamed(occurrence: number, from: string, to: string): Buffer {
  const bytes = Buffer.from(whole);
  bytes.write(to, inFooter(from, occurrence), 'latin1');
  return bytes;
}

describe('a Parquet file whose footer contradicts itself', () => {
  const damaged = 'RookeryError: file: is Parquet and damaged, or cut off; copy or download it again';

  it('would be read if it did not', async () => {
    expect(await refused(whole)).toMatchObject({ says: 'was read' });
  });

  // Else a column that was begun fails later, with nobody waiting for it, and ends the process.
  it.each([
    ['a column that the schema does not have', renamed(0, 'background', 'backgr0und')],
    ['a group with a column that the schema does not have', renamed(1, 'background', 'backgr0und')],
  ])('is refused before a column is read: %s', async (_, bytes) => {
    const { says, read } = await refused(bytes);
    expect(says).toBe(damaged);
    expect(read).toBeLessThanOrEqual(2 * (footerLength + 8));
  });
});

describe('a Parquet file that the library does not come to an end with', () => {
  const data = ['one', null, 'one', 'two', null, 'two', 'one', null, null, 'one', 'two', 'one'];
  const columnData = [{ name: 'query', type: 'STRING' as const, nullable: true, data }];
  const file = join(folder, 'endless.parquet');
  const bounds = { heapMb: 100, silentMs: 2_000 };

  async function read(bytes: Buffer, signal = new AbortController().signal): Promise<number> {
    writeFileSync(file, bytes);
    let rows = 0;
    for await (const batch of parquetBatchesInThread(file, bounds, signal, () => undefined))
      rows += batch.length;
    return rows;
  }

  it('is refused when it is silent for too long, or takes too much', async () => {
    const good = Buffer.from(parquetWriteBuffer({ columnData }));
    expect(await read(good)).toBe(data.length);
    let refusals = 0;
    // Somewhere among the values stands how often one is repeated: two thousand million times.
    for (const at of [54, 65]) {
      const bytes = Buffer.from(good);
      Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f]).copy(bytes, at);
      refusals += await read(bytes).then(
        () => 0,
        (refused: unknown) => Number(/is Parquet and damaged/.test(String(refused))),
      );
    }
    expect(refusals).toBe(2);
  });

  it('is another one than a file whose rows are taken slowly', async () => {
    const many = Array.from({ length: 1500 }, (_, index) => `question ${index}`);
    writeFileSync(
      file,
      Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'query', type: 'STRING', data: many }] })),
    );
    let rows = 0;
    for await (const batch of parquetBatchesInThread(
      file,
      bounds,
      new AbortController().signal,
      () => undefined,
    )) {
      rows += batch.length;
      await new Promise((resolve) => setTimeout(resolve, rows === 1000 ? bounds.silentMs + 200 : 0));
    }
    expect(rows).toBe(many.length);
  });

  it('is left when nobody wants it any more', async () => {
    await expect(read(whole, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  });
});

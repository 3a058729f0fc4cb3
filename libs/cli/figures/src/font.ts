import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The font of all figures: free, and wider than the fonts that may stand in for it, so that nothing that fits here is cut there. */
export const FONT_FAMILY = 'DejaVu Sans, Verdana, sans-serif';

/** The files of the font, found once they are needed. */
export function fontFiles(): { readonly regular: string; readonly bold: string } {
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return { regular: join(folder, 'DejaVuSans.ttf'), bold: join(folder, 'DejaVuSans-Bold.ttf') };
}

/** Advance widths of a font's characters, in units of its em. */
interface Widths {
  readonly unitsPerEm: number;
  readonly of: (codePoint: number) => number;
}

let regular: Widths | undefined;
let bold: Widths | undefined;

/** Width of a line of text in pixels, as the font says it. @param size of the font, in pixels */
export function textWidth(text: string, size: number, isBold = false): number {
  const widths = isBold
    ? (bold ??= readWidths(fontFiles().bold))
    : (regular ??= readWidths(fontFiles().regular));
  let units = 0;
  for (const character of text) units += widths.of(character.codePointAt(0) ?? 0);
  return (units * size) / widths.unitsPerEm;
}

/** The lines that a text takes in a width, broken between words. */
export function linesOf(text: string, width: number, size: number, isBold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size, isBold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Reads the tables `cmap` (format 4), `hhea` and `hmtx` of a TrueType font (OpenType specification 1.9). */
function readWidths(file: string): Widths {
  const bytes = readFileSync(file);
  const tables = new Map<string, number>();
  for (let index = 0; index < bytes.readUInt16BE(4); index += 1) {
    const entry = 12 + 16 * index;
    tables.set(bytes.toString('latin1', entry, entry + 4), bytes.readUInt32BE(entry + 8));
  }
  const at = (name: string): number => {
    const offset = tables.get(name);
    if (offset === undefined) throw new Error(`${file} has no table ${name}`);
    return offset;
  };
  const metrics = bytes.readUInt16BE(at('hhea') + 34);
  const hmtx = at('hmtx');
  const glyphOf = characterMap(bytes, at('cmap'), file);
  return {
    unitsPerEm: bytes.readUInt16BE(at('head') + 18),
    of: (codePoint) => bytes.readUInt16BE(hmtx + 4 * Math.min(glyphOf(codePoint), metrics - 1)),
  };
}

function characterMap(bytes: Buffer, cmap: number, file: string): (codePoint: number) => number {
  const count = bytes.readUInt16BE(cmap + 2);
  for (let index = 0; index < count; index += 1) {
    const table = cmap + bytes.readUInt32BE(cmap + 4 + 8 * index + 4);
    if (bytes.readUInt16BE(table) === 4) return segments(bytes, table);
  }
  throw new Error(`${file} has no character map of format 4`);
}

function segments(bytes: Buffer, table: number): (codePoint: number) => number {
  const double = bytes.readUInt16BE(table + 6);
  const [ends, starts] = [table + 14, table + 16 + double];
  const [deltas, offsets] = [starts + double, starts + 2 * double];
  return (codePoint) => {
    for (let place = 0; place < double; place += 2) {
      if (codePoint > bytes.readUInt16BE(ends + place)) continue;
      const start = bytes.readUInt16BE(starts + place);
      if (codePoint < start) return 0;
      const offset = bytes.readUInt16BE(offsets + place);
      const delta = bytes.readUInt16BE(deltas + place);
      if (offset === 0) return (codePoint + delta) & 0xffff;
      const glyph = bytes.readUInt16BE(offsets + place + offset + 2 * (codePoint - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

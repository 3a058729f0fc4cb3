import type { Series } from './figure.ts';

/** A colour on light paper and on dark. Each light one is used for one purpose alone, so that dark ones can take its place by name. */
interface Hue {
  readonly light: string;
  readonly dark: string;
}

/** Ten hues that differ in lightness too, and ten deeper ones of the same kinds, whose lines are dotted. */
const SERIES: readonly Hue[] = [
  { light: '#1f6fb4', dark: '#5aa9e6' },
  { light: '#e08a00', dark: '#f4b04a' },
  { light: '#2a9d8f', dark: '#4fc3b0' },
  { light: '#b23a48', dark: '#ef7b88' },
  { light: '#7b5ea7', dark: '#b49be0' },
  { light: '#8a6d3b', dark: '#c9a86a' },
  { light: '#0b7f8c', dark: '#4fd0dc' },
  { light: '#d1418c', dark: '#ee8dbd' },
  { light: '#6f7d00', dark: '#c3d24a' },
  { light: '#6a4a3c', dark: '#d3a58f' },
  { light: '#14486f', dark: '#93c7ef' },
  { light: '#925a00', dark: '#f8cd8a' },
  { light: '#1b665d', dark: '#89d8cb' },
  { light: '#74262f', dark: '#f4aab4' },
  { light: '#503d6d', dark: '#cfc0eb' },
  { light: '#5a4726', dark: '#dcc599' },
  { light: '#07535b', dark: '#8ae1e8' },
  { light: '#882a5b', dark: '#f4b3d3' },
  { light: '#485100', dark: '#d7e08a' },
  { light: '#453027', dark: '#e3c3b5' },
];
const PLAIN_HUES = 10;

const PAPER: Hue = { light: '#ffffff', dark: '#12171d' };
const INK: Hue = { light: '#1c2530', dark: '#e6ebf0' };
const SOFT: Hue = { light: '#5b6876', dark: '#9aa7b4' };
const RULE: Hue = { light: '#dfe4ea', dark: '#2b343e' };
/** Cells of a map, from the lowest value to the highest; writing on them stays readable. */
const CELLS: readonly Hue[] = [
  { light: '#fdf0e3', dark: '#3a2c22' },
  { light: '#f7e3b5', dark: '#4a4022' },
  { light: '#d6ebc3', dark: '#2f4a2c' },
  { light: '#a9dcc9', dark: '#1f5046' },
  { light: '#8cc7e8', dark: '#1c4d70' },
];

/** The colours that figures are drawn in: those of light paper. */
export const COLOURS = {
  series: SERIES.map(({ light }) => light),
  cells: CELLS.map(({ light }) => light),
  paper: PAPER.light,
  ink: INK.light,
  soft: SOFT.light,
  rule: RULE.light,
} as const;

const ALL: readonly Hue[] = [...SERIES, ...CELLS, PAPER, INK, SOFT, RULE];

/** Rules that turn a picture of light paper into one of dark, where the reader's system is dark. */
export const DARK_RULES = `@media (prefers-color-scheme:dark){${ALL.map(
  ({ light, dark }) =>
    `.rookery-figure [fill="${light}"]{fill:${dark}}.rookery-figure [stroke="${light}"]{stroke:${dark}}`,
).join('')}}`;

/** The same picture on dark paper, for formats that know no rules. */
export function darkened(svg: string): string {
  const darkOf = new Map(ALL.map(({ light, dark }) => [light, dark]));
  return svg.replace(/#[0-9a-f]{6}\b/g, (colour) => darkOf.get(colour) ?? colour);
}

/** The hue of the so-manieth series; beyond the twentieth hues come again. */
export function hueOf(index: number): string {
  return COLOURS.series[index % COLOURS.series.length] ?? COLOURS.ink;
}

/** How lines of each series are broken, in pixels; undefined: they are not. */
export function dashesOf(series: readonly Series[]): (readonly [line: number, gap: number] | undefined)[] {
  let own = -1;
  return series.map(({ role }) => {
    if (role !== undefined) return [6, 4];
    own += 1;
    return own % SERIES.length < PLAIN_HUES ? undefined : [2, 3];
  });
}

/** The colour of each series: published ones have that of the series before them, references are grey. */
export function coloursOf(series: readonly Series[]): string[] {
  let own = -1;
  return series.map(({ role }) => {
    if (role === undefined) own += 1;
    return role === 'reference' ? COLOURS.soft : hueOf(Math.max(0, own));
  });
}

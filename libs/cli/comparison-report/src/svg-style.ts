// Ten hues that differ in lightness too, each with a darker or lighter twin for the other background; the last five are dashed.
const LIGHT = [
  '#1f6fb4',
  '#c0392b',
  '#2a8f5d',
  '#8e5bb5',
  '#b86e00',
  '#5b6876',
  '#0b7f8c',
  '#d1418c',
  '#6b4f3a',
  '#7a8b00',
];
const DARK = [
  '#5aa9e6',
  '#f0776a',
  '#57c27e',
  '#b990dd',
  '#f4b04a',
  '#9aa7b4',
  '#4fc3d0',
  '#ee8dbd',
  '#c4a486',
  '#c3d24a',
];
const DASHED_FROM = 5;

const colours = (hues: readonly string[]): string =>
  hues.map((hue, index) => `.c${index}{stroke:${hue};fill:${hue}}`).join('');

/** The class of a contender's hue; beyond the tenth hues come again. */
export function hueOf(index: number): string {
  return `c${index % LIGHT.length}`;
}

/** The classes of a contender's line: hues that come again are dotted. */
export function strokeOf(index: number): string {
  return `${hueOf(index)}${index < LIGHT.length ? '' : ' dotted'}`;
}

/** Lines and bands of the hues, on light paper and on dark, as the reader's system has it. */
export const CURVES = `
${colours(LIGHT)}
.dotted{stroke-dasharray:2 3!important}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.band{fill-opacity:.15;stroke:none}
${LIGHT.map((_, index) => (index < DASHED_FROM ? '' : `.line.c${index}{stroke-dasharray:7 3}`)).join('')}
@media (prefers-color-scheme:dark){${colours(DARK)}.line{fill:none}.band{stroke:none}}
`;

/** Readable on light and on dark paper, as the reader's system has it. */
export const STYLE = `
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:#1c2530}
.title{font-size:17px;font-weight:600}.name{font-weight:600}.small{font-size:12px}.tick{font-size:11px;fill:#5b6876}
.paper{fill:#fff}.grid{stroke:#dfe4ea}.target{stroke:#1c2530;stroke-dasharray:2 4}
@media (prefers-color-scheme:dark){text{fill:#e6ebf0}.tick{fill:#9aa7b4}.paper{fill:#12171d}.grid{stroke:#2b343e}
.target{stroke:#e6ebf0}}
${CURVES}
`;

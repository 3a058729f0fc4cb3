import { CustomChart, LineChart, RadarChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridComponent, RadarComponent } from 'echarts/components';
import { init, setPlatformAPI, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Resvg } from '@resvg/resvg-js';
import { escapedHtml } from '@rookery/cli-rendering';
import type { Figure, FigureForm } from './figure.ts';
import { fontFiles, textWidth } from './font.ts';
import { barsOption } from './forms/bars.ts';
import { heatMapOption } from './forms/heat-map.ts';
import { linesOption } from './forms/lines.ts';
import { radarOption } from './forms/radar.ts';
import { scatterOption } from './forms/scatter.ts';
import { WIDTH } from './frame.ts';
import { coloursOf, darkened, DARK_RULES } from './palette.ts';

use([
  CustomChart,
  LineChart,
  RadarChart,
  ScatterChart,
  GraphicComponent,
  GridComponent,
  RadarComponent,
  SVGRenderer,
]);

const SIZE = /(\d+(?:\.\d+)?)px/;

setPlatformAPI({
  // Without a browser ECharts guesses widths from a table of ASCII.
  measureText: (text: string, font = '12px') => ({
    width: textWidth(text, Number(SIZE.exec(font)?.[1] ?? 12), /bold/.test(font)),
  }),
});

type Drawn = { readonly option: EChartsCoreOption; readonly height: number };

const FORMS: Readonly<Record<FigureForm, (figure: Figure) => Drawn>> = {
  bars: barsOption,
  lines: linesOption,
  radar: radarOption,
  'heat-map': heatMapOption,
  scatter: scatterOption,
};

/** The picture on light paper, nothing of the page around it. */
function picture(figure: Figure): string {
  const { option, height } = FORMS[figure.form](figure);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(option);
    return (
      chart
        .renderToSVGString()
        // Counted up over all charts of the process: of two pictures on one page the second would use the first one's.
        .replaceAll(/\bzr\d+-/g, `${figure.id}-`)
        // Of what would be pointed at: nothing is.
        .replaceAll(/ class="[\w-]*-cls-\d+"/g, '')
        .replaceAll(/<style >.*?<\/style>/gs, '')
        .replaceAll(/ (?:ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    );
  } finally {
    chart.dispose();
  }
}

/**
 * A figure as SVG that stands alone, on light paper or dark as the reader's system has it. The same figure gives the same text. What a
 * screen reader says is its title; the numbers are in its table.
 */
export function figureAsSvg(figure: Figure): string {
  return headed(figure, `<style>${DARK_RULES}</style>`);
}

/** The same within a page, whose style has to have the rules of dark paper. */
export function figureInPage(figure: Figure): string {
  return headed(figure, '').replaceAll(/ (?:xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '');
}

/**
 * The same with `data-ATTRIBUTE="NAME"` on all that is drawn for a series, so that a page can hide it. Series beyond the twentieth
 * share their hue with others and have none.
 */
export function markedFigure(figure: Figure, attribute: string): string {
  const colours = coloursOf(figure.series);
  return figure.series.reduce((svg, { name }, index) => {
    const colour = colours[index] ?? '';
    if (colours.indexOf(colour) !== colours.lastIndexOf(colour)) return svg;
    const mark = ` data-${attribute}="${escapedHtml(name)}"`;
    return svg.replaceAll(
      new RegExp(`<(\\w+)(?=[^>]*(?:fill|stroke)="${colour}")`, 'g'),
      `<$1${mark.replaceAll('$', '$$$$')}`,
    );
  }, figureInPage(figure));
}

/** Several figures in one picture that stands alone, one below the other. */
export function figuresAsSvg(title: string, figures: readonly Figure[]): string {
  let top = 0;
  const parts = figures.map((figure) => {
    const svg = figureInPage(figure);
    const part = svg.replace('<svg ', `<svg y="${top}" `);
    top += Number(/ height="(\d+)"/.exec(svg)?.[1] ?? 0);
    return part;
  });
  const label = escapedHtml(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="${label}">
<title>${label}</title><style>${DARK_RULES}</style>
${parts.join('\n')}
</svg>
`;
}

function headed(figure: Figure, style: string): string {
  const label = escapedHtml(figure.title);
  return picture(figure).replace(
    /^<svg([^>]*)>/,
    (_, attributes: string) =>
      `<svg${attributes} class="rookery-figure" role="img" aria-label="${label}"><title>${label}</title>${style}`,
  );
}

/** Pixels of a PNG for one of the picture's own. */
const ZOOM = 2;

/** A figure as PNG, twice as large as its SVG, with the font that its widths were measured with. */
export function figureAsPng(figure: Figure, paper: 'light' | 'dark'): Uint8Array {
  const svg = picture(figure);
  const { regular, bold } = fontFiles();
  const drawn = new Resvg(paper === 'light' ? svg : darkened(svg), {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: {
      fontFiles: [regular, bold],
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return new Uint8Array(drawn.render().asPng());
}

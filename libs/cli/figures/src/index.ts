export { cellText } from './cell-text.ts';
export { figureAsPng, figureAsSvg, figureInPage, figuresAsSvg, markedFigure } from './draw.ts';
export { FIGURE_STYLE, figureAsHtml } from './figure-html.ts';
export { tableOf } from './figure-table.ts';
export type { FigureTable } from './figure-table.ts';
export { FIGURE_FORMS } from './figure.ts';
export type { Figure, FigureForm, Point, Series } from './figure.ts';

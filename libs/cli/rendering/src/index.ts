export { csvLine } from './csv-line.ts';
export { escapedHtml, htmlPage, htmlTable } from './html-page.ts';
export { wrapped, WrappedText, widthOf } from './wrapped-text.ts';

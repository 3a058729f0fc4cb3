export { titleOf } from './cell-title.ts';
export { comparisonAsHtml } from './html/page.ts';
export { comparisonAsMarkdown, weightsOf } from './markdown.ts';
export { comparisonAsSvg } from './svg.ts';
export { tablesOf } from './tables.ts';
export { wordsOf } from './words.ts';

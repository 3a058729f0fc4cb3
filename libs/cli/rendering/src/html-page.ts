const NAMES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": '#39',
};

/** Text made safe for HTML and SVG, attributes included. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${NAMES[character] ?? ''};`);
}

/** Light and dark as the reader's system has it; prints well. `--s1` to `--s6` are hues that differ in lightness too. */
const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2530;--soft:#5b6876;--rule:#dfe4ea;--card:#f6f8fa;
--s1:#1f6fb4;--s2:#2a9d8f;--s3:#e08a00;--s4:#b23a48;--s5:#7b5ea7;--s6:#8a6d3b}
@media (prefers-color-scheme:dark){:root{--paper:#12171d;--ink:#e6ebf0;--soft:#9aa7b4;--rule:#2b343e;--card:#1a2129;
--s1:#5aa9e6;--s2:#4fc3b0;--s3:#f4b04a;--s4:#ef7b88;--s5:#b49be0;--s6:#c9a86a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:32px 24px 48px;max-width:1360px;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:24px;line-height:1.25;margin:0 0 4px}
h2{font-size:17px;margin:32px 0 8px}
p{margin:4px 0;color:var(--soft)}
.note{border-left:3px solid var(--s3);padding:2px 0 2px 10px;margin:10px 0;color:var(--ink)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:4px 18px 4px 0;border-bottom:1px solid var(--rule);text-align:right;font-weight:400}
th{color:var(--soft);font-size:13px}th:first-child,td:first-child{text-align:left}
`;

/**
 * A whole page that needs nothing else: no script, no font, no picture from anywhere.
 * @param title as text
 * @param style CSS besides that of every page
 * @param body as HTML
 * @param script what runs once the page is there, for comfort alone; the page has to hold without it
 */
export function htmlPage({
  title,
  style,
  body,
  script = '',
}: {
  readonly title: string;
  readonly style: string;
  readonly body: string;
  readonly script?: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapedHtml(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
${body}
${script === '' ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
}

/** A table of texts; a head of empty cells is left out. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapedHtml(cell)}</${tag}>`).join('')}</tr>`;
  const heading = head.every((cell) => cell === '') ? '' : cells(head, 'th');
  return `<table>${heading}${rows.map((row) => cells(row, 'td')).join('')}</table>`;
}

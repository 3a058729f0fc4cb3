import { escapedHtml, htmlTable } from '@rookery/cli-rendering';
import { figureInPage } from './draw.ts';
import type { Figure } from './figure.ts';
import { tableOf } from './figure-table.ts';
import { DARK_RULES } from './palette.ts';

/** What figures add to the style of a page. */
export const FIGURE_STYLE = `
figure.drawn{margin:12px 0;break-inside:avoid;min-width:0}
figure.drawn>svg{display:block;width:100%;height:auto;max-width:900px}
figure.drawn .scroll{overflow-x:auto}
figure.drawn summary{cursor:pointer;color:var(--soft)}
${DARK_RULES}
`;

/** A figure with its table beside it, for a page whose style has FIGURE_STYLE. @param open whether the table is unfolded */
export function figureAsHtml(figure: Figure, open = true): string {
  const { head, rows } = tableOf(figure);
  return (
    `<figure class="drawn" id="${escapedHtml(figure.id)}">${figureInPage(figure)}` +
    `<details${open ? ' open' : ''}><summary>Table: ${escapedHtml(figure.title)}</summary><div class="scroll">${htmlTable(head, rows)}</div></details></figure>`
  );
}

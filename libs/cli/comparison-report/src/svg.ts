import type { ComparisonResult } from '@rookery/shared-contracts';
import { cellTitle, lossName, titleOf } from './cell-title.ts';
import { curvesOf } from './html/curves.ts';
import { drawingOf } from './html/drawing.ts';

/** A picture that needs nothing beside it: losses over evaluations, one below the other for each cell. */
export async function comparisonAsSvg(result: ComparisonResult): Promise<string> {
  // Drawing takes its time to load, and the other forms do without.
  const { figuresAsSvg } = await import('@rookery/cli-figures');
  const title = titleOf(result);
  const drawing = drawingOf(result);
  return figuresAsSvg(
    title,
    result.cells.map((cell, index) =>
      curvesOf(
        cell,
        {
          id: `cell-${index}`,
          title: `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${cellTitle(cell, result)}, ${lossName(cell)} at the path's end`,
          of: ({ loss }) => loss,
        },
        drawing,
      ),
    ),
  );
}

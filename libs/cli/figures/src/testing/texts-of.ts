import { textWidth } from '../font.ts';

/** A text of a picture, with the box that it takes; pixels from the top left. */
export interface DrawnText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The texts of a picture that ECharts drew, upright or turned by a quarter; others are left out. */
export function textsOf(svg: string): DrawnText[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].flatMap(([, attributes = '', content = '']) => {
    const text = content.replace(/&([a-z0-9#]+);/g, (_, name: string) => NAMES[name] ?? '?');
    const size = Number(/font-size:(\d+)px/.exec(attributes)?.[1] ?? 12);
    const width = textWidth(text, size, attributes.includes('font-weight:bold'));
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1];
    const before = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
    const [x, y] = [/ x="([-\d.]+)"/, / y="([-\d.]+)"/].map((one) => Number(one.exec(attributes)?.[1] ?? 0));
    const moved = /translate\(([-\d.]+)[ ,]([-\d.]+)\)/.exec(attributes);
    const turned = /matrix\(0,-1,1,0,([-\d.]+),([-\d.]+)\)/.exec(attributes);
    // What is on the line of letters: capitals and their descenders take about this much of the size.
    const half = 0.42 * size;
    if (turned !== null) {
      const [cx, cy] = [Number(turned[1]) + (y ?? 0), Number(turned[2])];
      return [{ text, left: cx - half, right: cx + half, top: cy - (width - before), bottom: cy + before }];
    }
    if (attributes.includes('matrix(')) return [];
    const [cx, cy] = [Number(moved?.[1] ?? 0) + (x ?? 0), Number(moved?.[2] ?? 0) + (y ?? 0)];
    return [{ text, left: cx - before, right: cx - before + width, top: cy - half, bottom: cy + half }];
  });
}

/** Pairs of texts that lie over each other, and texts that reach over the edge, in words; empty where all can be read. */
export function unreadable(svg: string): string[] {
  const texts = textsOf(svg);
  const [, width = 0, height = 0] = (/<svg width="(\d+)" height="(\d+)"/.exec(svg) ?? []).map(Number);
  const cut = texts
    .filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height)
    .map(({ text }) => `"${text}" is cut`);
  const over = texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right &&
          other.left < one.right &&
          one.top < other.bottom &&
          other.top < one.bottom,
      )
      .map((other) => `"${one.text}" and "${other.text}" overlap`),
  );
  return [...cut, ...over];
}

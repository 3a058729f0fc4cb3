/** Logarithmic from `left` to `right`; 0 stands half a decade to the left of the first number above it. */
export function callScale(calls: readonly number[], left: number, right: number): (call: number) => number {
  const first = calls.find((call) => call > 0) ?? 1;
  const place = (call: number): number => (call === 0 ? Math.log10(first) - 0.5 : Math.log10(call));
  const from = place(calls[0] ?? 1);
  const span = Math.max(place(calls.at(-1) ?? 1) - from, 1e-9);
  return (call) => left + ((right - left) * (place(call) - from)) / span;
}

/** A coordinate of a picture, to a tenth. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

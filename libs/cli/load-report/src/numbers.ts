/** Milliseconds as people read them: `0.42 ms`, `17 ms`, `1.3 s`. */
export function duration(ms: number | undefined): string {
  if (ms === undefined || Number.isNaN(ms)) return 'none';
  if (ms === Infinity) return 'no answer';
  if (ms >= 1000) return `${digits(ms / 1000)} s`;
  return `${digits(ms)} ms`;
}

/** Three significant digits at most, no exponent: `0.042`, `1.3`, `17`, `1,250`; `none` when there is no value. */
export function digits(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return 'none';
  const size = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, Math.min(6, 2 - size));
  return Number(value.toFixed(decimals)).toLocaleString('en-US', { maximumFractionDigits: decimals });
}

/** A share as percent: `99.95%`; never rounded up to all. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return 'none';
  return `${Math.floor(share * 10_000) / 100}%`;
}

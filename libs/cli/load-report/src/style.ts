/** What this page adds to the style of every page and of figures. */
export const STYLE = `
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:20px 0}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:12px 14px}
.tile b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums;white-space:nowrap}
.tile span{color:var(--soft);font-size:13px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:16px}
.charts figure{margin:0;padding:14px 14px 6px;border:1px solid var(--rule);border-radius:8px}
.tables{display:flex;flex-wrap:wrap;gap:8px 48px}
`;

/** What the charts add to the style of every page. */
export const STYLE = `
:root{--good:#3a9d5d;
--b1:#c0392b;--b2:#e08a00;--b3:#8e5bb5;--b4:#6b4f3a;--b5:#d16ba5}
@media (prefers-color-scheme:dark){:root{--good:#57c27e;
--b1:#f0776a;--b2:#f4b04a;--b3:#b990dd;--b4:#b08d72;--b5:#ea9bc6}}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:20px 0}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:12px 14px}
.tile b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums;white-space:nowrap}
.tile span{color:var(--soft);font-size:13px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:16px}
figure{margin:0;padding:14px 14px 6px;border:1px solid var(--rule);border-radius:8px;break-inside:avoid}
figcaption small{color:var(--soft);font-size:13px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;min-height:22px;font-size:13px;color:var(--soft)}
.key{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;vertical-align:-1px}
svg{display:block;width:100%;height:auto;font-size:12px}
.grid{stroke:var(--rule)}.axis{stroke:var(--soft)}
.tick{fill:var(--soft);font-variant-numeric:tabular-nums}.strong{fill:var(--ink);font-weight:600}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.hint{fill:transparent}.hint:hover{fill:var(--soft);fill-opacity:.12}
.marker{stroke:var(--ink);stroke-dasharray:3 3}.limit{stroke:var(--s4);stroke-width:1.5}
.probe{fill-opacity:.75;stroke:var(--paper)}
.series1{fill:var(--s1);background:var(--s1)}.line.series1{stroke:var(--s1)}
.series2{fill:var(--s2);background:var(--s2)}.line.series2{stroke:var(--s2)}
.series3{fill:var(--s3);background:var(--s3)}.line.series3{stroke:var(--s3)}
.series4{fill:var(--s4);background:var(--s4)}.line.series4{stroke:var(--s4)}
.series5{fill:var(--s5);background:var(--s5)}.line.series5{stroke:var(--s5)}
.series6{fill:var(--s6);background:var(--s6)}.line.series6{stroke:var(--s6)}
.muted{fill:var(--soft);background:var(--soft)}.line.muted{stroke:var(--soft);stroke-dasharray:5 4}
.good{fill:var(--good);background:var(--good)}
.bad1{fill:var(--b1);background:var(--b1)}.bad2{fill:var(--b2);background:var(--b2)}
.bad3{fill:var(--b3);background:var(--b3)}.bad4{fill:var(--b4);background:var(--b4)}.bad5{fill:var(--b5);background:var(--b5)}
path.line{fill:none}
.tables{display:flex;flex-wrap:wrap;gap:8px 48px}
`;

/** Besides the style of every page. */
export const PAGE_STYLE = `
[hidden]{display:none!important}
h3{font-size:15px;margin:20px 0 4px}
.scroll{overflow-x:auto}
th,td{white-space:nowrap}#losses+.scroll :is(th,td):nth-child(2){text-align:left}td:first-child{white-space:normal;min-width:9em}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:8px 24px}
.plots svg{width:100%;height:auto;max-width:900px}
.key{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;padding:0;margin:6px 0;font-size:13px}
fieldset{border:1px solid var(--rule);border-radius:6px;margin:6px 0;padding:2px 10px 6px;font-size:13px}
fieldset label{display:inline-block;margin-right:12px}legend{color:var(--soft)}
button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--rule);border-radius:4px;padding:0 8px;cursor:pointer}
summary{cursor:pointer;margin:6px 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;font-size:14px}
dt{font-weight:600}dd{margin:0}
@media (max-width:640px){dl{grid-template-columns:1fr}dd{margin:0 0 6px 12px}}
`;

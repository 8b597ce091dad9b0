/* render/report_style.c -- how the report looks: by day, by night, on paper */
#include "render/report_parts.h"

const char *const report_style[] = {
	":root{color-scheme:light dark;--bg:#fff;--fg:#1c2430;--soft:#5b6675;--line:#d7dde5;--card:#f6f8fa;"
	"--ok:#14692c;--okbg:#e3f5e8;--bad:#b3261e;--badbg:#fdeae8;--warn:#8a5a00;--warnbg:#fdf3d8;"
	"--un:#5b6675;--unbg:#eef1f4;--info:#2259a5;--infobg:#e7f0fb;--link:#1b5fb4}\n",
	"@media(prefers-color-scheme:dark){:root{--bg:#0f141a;--fg:#e4e9ef;--soft:#9aa7b5;--line:#303a46;"
	"--card:#171e26;--ok:#5bd07c;--okbg:#12301d;--bad:#ff8a80;--badbg:#3d1715;--warn:#f0c04f;"
	"--warnbg:#352a0c;--un:#9aa7b5;--unbg:#222b35;--info:#7fb4ff;--infobg:#13263f;--link:#8bbcff}}\n",
	"@media print{:root{color-scheme:light}}\n",
	"*{box-sizing:border-box}\n",
	"body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,'Segoe UI',"
	"'Noto Sans','DejaVu Sans',sans-serif}\n",
	"header{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;align-items:baseline;"
	"padding:.6rem 1.5rem;background:var(--card);border-bottom:1px solid var(--line)}\n",
	"h1{font-size:1.05rem;margin:0}h2{font-size:1.25rem;margin:2.2rem 0 .6rem}h3{font-size:1rem;margin:0;"
	"display:inline}\n",
	"nav{display:flex;flex-wrap:wrap;gap:1rem}main{padding:0 1.5rem 4rem;max-width:1480px;margin:0 auto}\n",
	"a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:3px solid var(--link);"
	"outline-offset:2px}\n",
	"section,[id]{scroll-margin-top:4rem}p{margin:.4rem 0}.note,small,.view{color:var(--soft)}\n",
	".ok{--c:var(--ok);--b:var(--okbg)}.wrong,.missing,.error{--c:var(--bad);--b:var(--badbg)}\n",
	".warned,.warning{--c:var(--warn);--b:var(--warnbg)}.unknown,.plain,.none{--c:var(--un);--b:var(--unbg)}\n",
	".info{--c:var(--info);--b:var(--infobg)}\n",
	".headline{font-size:1.5rem;font-weight:600;margin:1.4rem 0 0;color:var(--c)}\n",
	".tiles{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}\n",
	".tile{flex:0 1 auto;min-width:8rem;padding:.5rem .9rem;border-radius:8px;border:1px solid var(--c);"
	"background:var(--b);color:var(--fg);text-decoration:none}\n",
	".tile b{display:block;font-size:1.5rem;line-height:1.2;color:var(--c)}.tile b small{font-size:.9rem}\n",
	".tile.none{border-color:var(--line)}\n",
	".urgent{padding-left:1.4rem;margin:.6rem 0}.urgent li{margin:.15rem 0}\n",
	".key{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;color:var(--soft);font-size:.9rem}"
	".key span[class]{color:var(--c)}\n",
	"details.part{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;padding:.4rem .8rem}\n",
	"summary{cursor:pointer;padding:.15rem 0}.sign,.verdict{color:var(--c)}.verdict{font-size:.9rem}\n",
	".wide{overflow-x:auto}svg{max-width:100%;height:auto}svg.graph{min-width:1100px;display:block}\n",
	"svg text{fill:var(--fg);font-size:12px}svg .small{fill:var(--soft);font-size:10px}"
	"svg .head{fill:var(--soft);font-size:12px;font-weight:600}svg .sign{fill:var(--c);font-size:14px;"
	"font-weight:700;text-anchor:middle}\n",
	"svg .edge{font-size:10px;text-anchor:middle;fill:var(--soft);paint-order:stroke;stroke:var(--bg);"
	"stroke-width:3px}\n",
	".n rect{fill:var(--b);stroke:var(--c);stroke-width:1.2}.n.missing rect{stroke-dasharray:5 3}"
	".n.unknown rect{stroke-dasharray:2 3}.n.wrong rect{stroke-width:2.4}\n",
	"svg a{text-decoration:none;outline:none}svg a:hover rect{stroke-width:2.6}"
	"svg a:focus-visible rect{stroke:var(--link);stroke-width:4;stroke-dasharray:none}\n",
	".e{fill:none;stroke:var(--c);stroke-width:1.6}.e.missing{stroke-dasharray:6 4}"
	".e.unknown{stroke-dasharray:2 4}.e.wrong{stroke-width:2.6}.e.info{stroke-dasharray:1 3}\n",
	".blocks{display:flex;flex-wrap:wrap;gap:1.2rem}.block{margin:0;flex:0 1 26rem;min-width:0}"
	".block p,.row p{color:var(--soft);font-size:.9rem;margin:.1rem 0}\n",
	".match{--c:var(--ok);--b:var(--okbg)}.noptr,.noforward,.mismatch{--c:var(--bad);--b:var(--badbg)}"
	".several{--c:var(--warn);--b:var(--warnbg)}.untold{--c:var(--un);--b:var(--unbg)}\n",
	"svg .lattice{fill:none;stroke:var(--line)}svg .axis{font-size:9px;fill:var(--soft);text-anchor:end}"
	"svg .axis.top{text-anchor:middle}\n",
	"svg .c rect{fill:var(--b);stroke:var(--c)}svg .c.mail rect{stroke-width:2.5}svg .c text{fill:var(--c);"
	"font:700 13px ui-monospace,'DejaVu Sans Mono',monospace;text-anchor:middle}\n",
	"b.c,pre a.c{color:var(--c);background:var(--b);border-radius:3px;padding:0 .25em;"
	"font-family:ui-monospace,'DejaVu Sans Mono',monospace}pre a.c{padding:0;text-decoration:none}\n",
	".row{display:grid;grid-template-columns:minmax(12rem,20rem) auto;gap:.2rem 1rem;align-items:start;"
	"border-top:1px solid var(--line);padding:.4rem 0}.row details{grid-column:1/-1}\n",
	"pre{font:13px/1.45 ui-monospace,'DejaVu Sans Mono',monospace;margin:.3rem 0;overflow-x:auto}"
	"pre.letters{line-height:1.25;color:var(--line)}\n",
	"table{border-collapse:collapse;font-size:.9rem;width:100%}th,td{text-align:left;padding:.25rem .7rem .25rem 0;"
	"border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}\n",
	"thead th{color:var(--soft);font-weight:600}th[scope=row]{font-weight:600}td.n{text-align:right;"
	"padding-right:1.1rem;font-variant-numeric:tabular-nums}td.zero{color:var(--soft)}"
	"td.error,td.warning,td.info{color:var(--c);font-weight:600}\n",
	".tree,.tree ul{list-style:none;padding-left:1.1rem;border-left:1px solid var(--line);margin:.1rem 0}"
	".tree .of,.tree .of div{display:inline;color:var(--soft);font-size:.9rem}.tree .of{display:block;"
	"padding-left:1.6rem}.tree li>a{text-decoration:none}\n",
	"details.level{margin:.8rem 0}.finding{border-left:4px solid var(--c);background:var(--card);"
	"border-radius:0 8px 8px 0;padding:.5rem .9rem;margin:.6rem 0}.finding p{font-weight:600}\n",
	".level{color:var(--c)}details.level{color:inherit}.finding h3{font-size:.9rem}.finding .rule{font-weight:400}\n",
	"pre b{font-weight:600}pre .dim{color:var(--soft);font-weight:400}pre .good{color:var(--ok)}"
	"pre .bad{color:var(--bad)}pre .warn{color:var(--warn)}pre b.info{color:var(--info)}\n",
	"details.file ol{list-style:none;padding:0;font:13px/1.5 ui-monospace,'DejaVu Sans Mono',monospace;"
	"white-space:pre;overflow-x:auto}details.file b{display:inline-block;min-width:3.5em;text-align:right;"
	"color:var(--soft);font-weight:400;padding-right:.8em}\n",
	":target{background:var(--warnbg);box-shadow:0 0 0 3px var(--warn)}section:target,header:target{"
	"background:none;box-shadow:none}\n",
	"@media print{.block{flex:0 1 46%}header{position:static}body{font-size:10pt}main{max-width:none;padding:0}.wide{overflow:visible}"
	"svg.graph{min-width:0;width:100%}article,figure,tr,.row{break-inside:avoid}a{color:inherit}"
	"@page{size:A4;margin:12mm}pre{white-space:pre-wrap}}\n",
	NULL,
};

/** The style of all pages: one sheet, light and dark, screen and paper. */
import { chartRules } from "./chart-style.ts";
import { dark, light, type Palette } from "./palette.ts";

const variables = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

const rules = `
*{box-sizing:border-box}
[hidden]{display:none!important}
html{color-scheme:light dark;font:15px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
  -webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:3.5rem}
body{margin:0;background:var(--ground);color:var(--ink)}
main{max-width:76rem;margin:0 auto;padding:1.5rem 1.5rem 4rem;outline:0}
a{color:inherit;text-decoration-color:var(--rule);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--gain);outline-offset:2px;border-radius:2px}
h1,h2,h3,p,dl,dd,ul,pre{margin:0}
h2{font-size:1.15rem;font-weight:600;margin:2.6rem 0 .5rem;letter-spacing:-.005em}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
b,strong{font-weight:600}
.quiet{color:var(--quiet)}
.gain{color:var(--gain)}.loss{color:var(--loss)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem;top:0;background:var(--ground);padding:.5rem 1rem;z-index:9}
.skip:focus{left:0}
.definitions{position:absolute}

nav{display:flex;gap:1.4rem;align-items:baseline;max-width:73rem;width:calc(100% - 3rem);margin:0 auto;padding:.8rem 0;font-size:.93rem;
  border-bottom:1px solid var(--rule);overflow-x:auto}
nav a{text-decoration:none;color:var(--quiet);padding:.15rem 0}
nav a:hover{color:var(--ink)}
nav a.brand{font-weight:600;color:var(--ink);letter-spacing:-.01em;margin-right:.4rem}
nav a[aria-current]{color:var(--ink);box-shadow:0 2px 0 var(--ink)}
nav form{margin-left:auto}
nav button{all:unset;color:var(--quiet);cursor:pointer;white-space:nowrap}
nav button:focus-visible{outline:2px solid var(--gain);outline-offset:2px}

.full{fill:currentColor;stroke:currentColor;stroke-width:1;stroke-linejoin:round}
.open{fill:var(--ground);stroke:currentColor;stroke-width:1.8;stroke-linecap:round}
.v-improved,.v-nonInferior{color:var(--gain)}
.v-regressed,.v-inferior{color:var(--loss)}
.v-equivalent{color:var(--same)}
.v-inconclusive,.v-noVerdict{color:var(--quiet)}
.shape{width:.95em;height:.95em;vertical-align:-.1em;flex:none}

.headline .eyebrow{color:var(--quiet);font-size:.93rem;margin-bottom:.35rem}
h1{font-size:1.35rem;font-weight:400;line-height:1.32;letter-spacing:-.01em;color:var(--ink)}
.headline h1 span{display:block}
h1 strong{font-size:1.9rem;letter-spacing:-.022em;line-height:1.2}
.arms{color:var(--quiet);margin-top:.6rem;overflow-wrap:anywhere}
.alarm{border:2px solid var(--loss);color:var(--loss);padding:.6rem .9rem;margin-bottom:1.2rem;border-radius:4px}
.stale{border-left:3px solid var(--gain);background:var(--band);padding:.5rem .9rem;margin-bottom:1.2rem}

.verdict-bar{margin:1.3rem 0 1.5rem}
.verdict-bar svg:not(.shape){display:block;width:100%;height:.7rem;border-radius:2px}
.verdict-bar rect{fill:currentColor;stroke:var(--ground);stroke-width:2}
.verdict-bar rect.v-inconclusive{opacity:.45}
.verdict-bar rect.v-noVerdict{opacity:.22}
.verdict-bar ul{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;padding:0;list-style:none;margin-top:.45rem;font-size:.93rem}

.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));border:1px solid var(--rule);border-radius:6px;
  overflow:hidden}
.tile{border:solid var(--rule);border-width:1px 0 0 1px;margin:-1px 0 0 -1px;padding:.8rem 1rem .9rem}
.full-name{margin:-.6rem 0 1rem}
.row-digest{margin-top:2.4rem}
.tile dt{color:var(--quiet);font-size:.86rem}
.tile dd{font-size:.86rem;line-height:1.45;color:var(--quiet)}
.tile .lead{display:block;font-size:1.5rem;line-height:1.35;letter-spacing:-.02em;color:var(--ink)}
.tile.unmatched .lead{color:var(--loss)}
.tile-plot{display:block;position:relative;height:1rem;margin:.1rem 0 .3rem}

.warnings{list-style:none;padding:0;margin:1.2rem 0 0;font-size:.93rem}
.warnings li{padding-left:1.5rem;position:relative;margin:.15rem 0}
.warnings li::before{content:"!";position:absolute;left:0;top:.22em;width:1.05rem;height:1.05rem;border:1.5px solid var(--loss);
  color:var(--loss);border-radius:50%;font-size:.72rem;line-height:.9rem;text-align:center;font-weight:600}
.facts{margin-top:1.2rem;font-size:.93rem;color:var(--quiet)}
.facts>div{display:grid;grid-template-columns:5.5rem 1fr;gap:.2rem .8rem;margin:.15rem 0}
.facts dt{color:var(--quiet)}
.facts dd{color:var(--ink);overflow-wrap:anywhere}
#outcome li,#state{overflow-wrap:anywhere}
#state[data-state=verified]{font-weight:600}

table{border-collapse:collapse;width:100%}
.forest-table td,.split-table td,.plain-table td,.number,.figures dd{font-variant-numeric:tabular-nums}
th{font-weight:400;text-align:left}
thead th{color:var(--quiet);font-size:.86rem;vertical-align:bottom;padding:.3rem .5rem;white-space:nowrap}
.forest-table{font-size:.93rem;table-layout:auto}
.forest-table thead th{position:sticky;top:0;background:var(--ground);z-index:2;box-shadow:0 1px 0 var(--ink)}
.forest-table thead a{text-decoration:none}
.forest-table thead a:hover{text-decoration:underline}
[aria-sort] a::after{content:" ↓"}
[aria-sort=ascending] a::after{content:" ↑"}
.forest-table td,.forest-table tbody th{padding:.26rem .5rem;vertical-align:middle}
.forest-table tr.row{border-bottom:1px solid var(--band)}
.forest-table tr.row:hover{background:var(--band)}
.forest-table tr:target{background:var(--band);box-shadow:inset 3px 0 0 var(--gain)}
.forest-table .name{width:19%;max-width:18rem;min-width:12.5rem;padding-left:0;overflow-wrap:anywhere;line-height:1.3}
.forest-table tbody .name{padding-left:1.05em;text-indent:-1.05em}
.forest-table tbody .name a{text-decoration:none}
.forest-table tbody .name a:hover{text-decoration:underline}
.arrow{display:inline-block;width:1.05em;text-indent:0;color:var(--quiet)}
.n,.arm,.difference,.interval,.p{text-align:right;white-space:nowrap}
.arm,.interval,.p,.n{color:var(--quiet)}
.forest-table .arm,.forest-table .n{padding-left:.3rem}
td.forest{position:relative;padding:0!important;min-width:15rem;width:31%;height:1.95rem}
th.forest{padding:0!important;min-width:15rem}
.plot{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.plot-head{display:block;width:100%;height:34px;overflow:visible;font-size:.8rem}
.plot-head text{fill:var(--quiet)}
.plot .zero{stroke:var(--ink);stroke-width:1.2}
.plot .tick,#grid .tick{stroke:var(--rule);stroke-width:1}
#grid .zero{stroke:var(--ink);stroke-width:1.2}
.margin{fill:var(--band)}
tr.row:hover .margin,tr:target .margin{fill:var(--rule)}
.ci{stroke:currentColor;stroke-width:3}
.fcr{stroke:currentColor;stroke-width:1}
.uncounted .word,.uncounted .name a{color:var(--quiet)}
.verdict{white-space:nowrap;text-align:left}
.verdict .shape{margin-right:.4em}
.verdict sup{line-height:0;font-size:.75em;color:var(--quiet);margin-left:.15em}
.verdict sup a{text-decoration:none;padding:0 .1em}
.group th{padding:1.15rem 0 .35rem!important;font-weight:600;border-bottom:1px solid var(--rule)}
.group .summary{font-weight:400;color:var(--quiet);margin-left:.8rem}

.controls{display:flex;flex-wrap:wrap;gap:.55rem .9rem;align-items:center;margin:.6rem 0 .8rem;font-size:.86rem}
.controls label>span:first-child{color:var(--quiet);margin-right:.35rem}
select,input[type=search],input[type=password],.apply,.copy,.primary{font:inherit;color:inherit;background:var(--ground);
  border:1px solid var(--quiet);border-radius:4px;padding:.22rem .45rem}
select{max-width:12rem}
.apply,.copy,.primary{cursor:pointer}
fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.35rem;min-width:0}
.chip{cursor:pointer}
.chip input{position:absolute;opacity:0;width:1px;height:1px}
.controls .chip>span,.chip>span{display:inline-flex;gap:.35em;align-items:center;border:1px solid var(--rule);border-radius:99px;
  padding:.16rem .7rem;margin:0;color:var(--ink);font-size:.86rem}
.chip i{font-style:normal;color:var(--quiet)}
.chip input:checked+span{border-color:var(--ink);box-shadow:inset 0 0 0 1px var(--ink)}
.chip input:focus-visible+span{outline:2px solid var(--gain);outline-offset:2px}
output{color:var(--quiet)}
.legend{color:var(--quiet);font-size:.86rem;margin-top:.9rem;max-width:68rem}
.sample{width:2.1rem;height:.85rem;vertical-align:-.1em;color:var(--ink)}
.legend .margin{fill:var(--rule)}
.notes{list-style:none;padding:0;margin:.7rem 0 0;columns:2 24rem;column-gap:2.5rem}
.notes li{break-inside:avoid;padding-left:1.6rem;text-indent:-1.6rem;margin:.1rem 0}
.notes b{display:inline-block;width:1.4rem;text-indent:0;color:var(--ink)}
.notes li:target{background:var(--band);color:var(--ink)}

.tabs{margin:.8rem 0}
.split-table,.plain-table{font-size:.93rem}
.split-table td,.plain-table td{text-align:right;padding:.3rem .5rem;white-space:nowrap}
.plain-table td.wrap{white-space:normal}
.split-table thead th,.plain-table thead th{text-align:right;border-bottom:1px solid var(--ink)}
.split-table th.name,.plain-table th.name{text-align:left;padding:.3rem .5rem .3rem 0;overflow-wrap:anywhere;min-width:8rem}
.split-table tbody tr,.plain-table tbody tr{border-bottom:1px solid var(--band)}
.split-table td.forest,.split-table th.forest{width:30%;min-width:12rem;height:1.8rem}
.ends{display:flex;justify-content:space-between;padding:0 .2rem .3rem}
.proportion.gain{color:var(--gain)}.proportion.loss{color:var(--loss)}.proportion.quiet{color:var(--quiet)}
.scrolling{overflow-x:auto}
${["domain", "trait", "role", "family", "audience"]
  .map((by) => `section:has(#by-${by}:checked) .split:not([data-by=${by}])`)
  .join(",")}{display:none}

.every-row details{border-bottom:1px solid var(--band);padding:.3rem 0;font-size:.93rem}
.every-row summary{cursor:pointer;overflow-wrap:anywhere}
.every-row p{margin:.35rem 0 .35rem 1.2rem;color:var(--quiet)}
.every-row p b{color:var(--ink);margin-right:.4em}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:0 2.5rem}
.figures h2{font-size:.93rem;border-bottom:1px solid var(--ink);padding-bottom:.2rem;margin:1.8rem 0 .3rem}
.figures dl>div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--band);padding:.22rem 0;font-size:.93rem}
.figures dt{color:var(--quiet)}
.figures dd{max-width:80%;text-align:right;overflow-wrap:break-word}
${chartRules}
figure{margin:1.4rem 0 0}
figcaption{font-size:.86rem}
.agreement svg:not(.swatch){display:block;width:100%;height:1.4rem;margin-top:.8rem}
.agreement ul{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;list-style:none;padding:0;margin:.45rem 0;font-size:.93rem}
.agreement rect{stroke:var(--ground);stroke-width:1}
.swatch{width:.8rem;height:.8rem;vertical-align:-.08em}
rect.both{fill:var(--quiet)}rect.treatment-only{fill:var(--gain)}rect.baseline-only{fill:var(--loss)}rect.neither{fill:var(--rule)}
.flips{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:0 2.5rem}
h3{font-size:.93rem;font-weight:600;margin:1.4rem 0 .2rem}

.methods p{max-width:60rem;margin:.5rem 0;overflow-wrap:anywhere}
.copied{position:relative;max-width:60rem}
pre{background:var(--band);padding:.8rem 1rem;border-radius:6px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.copied .copy{position:absolute;right:.5rem;top:.5rem}
.copied p,.copied pre{padding-right:4.5rem}
.digest{color:var(--quiet);overflow-wrap:anywhere;font-size:.93rem}
.downloads{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;margin-top:2rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:.93rem}

#tip{position:fixed;z-index:5;max-width:23rem;background:var(--ink);color:var(--ground);padding:.6rem .8rem;border-radius:6px;
  font-size:.86rem;line-height:1.45;pointer-events:none;white-space:pre-line}
#tip b{display:block;margin-bottom:.15rem}

.listing{font-size:.93rem}
.listing td,.listing th{text-align:left;padding:.5rem .9rem .5rem 0;vertical-align:top;border-bottom:1px solid var(--band)}
.listing thead th{border-bottom:1px solid var(--ink)}
.listing td.number,.listing th.number{text-align:right;white-space:nowrap;padding-right:2rem}
.listing td,.listing th{overflow-wrap:break-word}
.listing time,.listing code{white-space:nowrap}
.page-title{font-size:1.6rem;font-weight:600;letter-spacing:-.02em;margin:.4rem 0 1rem}
.docs>p{max-width:60rem}
.contents{display:block;border:0;padding:0;margin:1rem 0 0;overflow:visible}
.contents ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0}
.route{border-top:1px solid var(--rule);padding:.9rem 0 1.1rem;overflow-wrap:anywhere}
.route h3{margin:0 0 .2rem}
.call{font-size:.8rem;padding:.35rem .6rem;margin:.5rem 0}
.route-facts{font-size:.93rem;margin-top:.4rem}
.route-facts>div{display:grid;grid-template-columns:minmax(0,17rem) minmax(0,1fr);gap:.1rem 1rem;padding:.12rem 0}
.status{white-space:nowrap}
.status.counted,.status.current{color:var(--gain)}
.status.rejected,.status.failed{color:var(--loss)}
progress{width:7rem;height:.5rem;vertical-align:.08em;accent-color:var(--gain)}
.sign-in{max-width:26rem;margin:8vh auto 0}
.sign-in form{display:grid;gap:.7rem;margin:1.4rem 0}
.sign-in input{padding:.5rem .7rem;width:100%}
.primary{background:var(--ink);color:var(--ground);border-color:var(--ink);padding:.5rem 1rem}
.refused{color:var(--loss)}

@media (max-width:64rem){.forest-table .arm{display:none}}
@media (max-width:56rem){.split-table td.forest,.split-table th.forest{min-width:6rem;width:18%}
  .split-table td,.split-table thead th,.plain-table td,.plain-table thead th{padding-left:.3rem;padding-right:.3rem}
  .plain-table thead th{white-space:normal}}
@media (max-width:52rem){.forest-table .n,.forest-table .interval{display:none}
  td.forest,th.forest{min-width:12rem}}
@media (max-width:40rem){
  .wide{display:none}
  .split-table td.forest,.split-table th.forest{min-width:4rem;width:24%}
  .split-table td b{white-space:nowrap}
  .ends{display:none}
  .split-table th.name{min-width:5rem}
  .split-table td,.split-table thead th,.plain-table td,.plain-table thead th{padding-left:.25rem;padding-right:.25rem}
  .split-table thead th,.plain-table thead th,.plain-table td.wrap{white-space:normal}
  .wide-chart text{font-size:18px}
  .listing{min-width:46rem}
  .copied .copy{position:static;float:right;margin:0 0 .3rem .6rem}
  .copied p,.copied pre{padding-right:0}
  .copied pre{padding-right:1rem}
  html{font-size:14px}
  main{padding:1rem 1rem 3rem}
  nav{padding:.7rem 0;gap:1rem;width:calc(100% - 2rem)}
  h1{font-size:1.1rem}h1 strong{font-size:1.5rem}
  .tiles{grid-template-columns:1fr 1fr}
  .tile{padding:.7rem .75rem}
  .tile:last-child:nth-child(odd){grid-column:1/-1}
  .tile .lead{font-size:1.25rem}
  .facts>div{grid-template-columns:1fr}
  .facts dt{margin-top:.4rem}
  .route-facts>div{grid-template-columns:minmax(0,1fr)}
  .route-facts dd{padding-left:1rem}
  .forest-table thead th:not(.forest){display:none}
  .forest-table,.forest-table thead,.forest-table tbody{display:block}
  .forest-table thead tr,.forest-table tr.row{display:grid;grid-template-columns:6.2rem minmax(0,1fr) auto 4.4rem;grid-template-areas:"name name verdict verdict" "forest forest forest forest" "difference interval interval p";align-items:center}
  .forest-table thead{position:sticky;top:0;z-index:3;background:var(--ground)}
  .forest-table thead th.forest{grid-column:1/-1;position:static}
  .forest-table tr.row .name{grid-area:name;max-width:none;padding:.5rem .5rem 0 1.05em}
  .forest-table tr.row .verdict{grid-area:verdict;padding:.5rem 0 0}
  .forest-table tr.row .forest{grid-area:forest;width:100%;height:1.7rem}
  .forest-table tr.row .difference{grid-area:difference;text-align:left;padding:0 0 .45rem 1.05em}
  .forest-table tr.row .interval{display:block;grid-area:interval;padding:0 0 .45rem;text-align:left}
  .forest-table tr.row .p{grid-area:p;padding:0 0 .45rem;min-width:4rem}
  .forest-table tr.row .p::before{content:"p "}
  .forest-table tr.group{display:block}
  .forest-table tr.group th{display:block}
  .group .summary{display:block;margin:0}
  .notes{columns:1}
  .figures{grid-template-columns:1fr}
  .figures dl>div{flex-wrap:wrap;gap:0 1rem}
  .figures dd{max-width:100%;margin-left:auto}
  .controls select{max-width:9rem}
}
@media (max-width:22rem){
  .split-table td.forest,.split-table th.forest{display:none}
  .tiles{grid-template-columns:1fr}
  .split-table,.plain-table{font-size:.8rem}
  .split-table th.name{min-width:3.5rem}
  .split-table td,.split-table thead th{padding-left:.1rem;padding-right:.1rem}
}
@media print{
  html{font-size:9.5pt;color-scheme:light}
  main{max-width:none;padding:0}
  nav,.controls,.skip,.copy,#tip,.downloads,.tabs,.every-row{display:none!important}
  .split{display:block!important;margin-top:.8rem}
  .forest-table thead th{position:static}
  .forest-table .n,.forest-table .interval{display:table-cell}
  .forest-table .arm{display:none}
  td.forest,th.forest{min-width:6cm}
  .forest-table td,.forest-table tbody th{padding:.12rem .35rem}
  td.forest{height:1.5rem}
  tr,.tile,h2,.notes li,.chart-figure{break-inside:avoid}
  h2,.group{break-after:avoid}
  thead{display:table-header-group}
  a{text-decoration:none}
  *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@page{margin:14mm 12mm}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (forced-colors:active){.verdict-bar rect,.bar{forced-color-adjust:none}.chip input:checked+span{outline:2px solid}}
`;

export const pageStyle = [
  `:root{${variables(light)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}`,
  rules.replace(/\n\s*/g, "\n").trim(),
].join("\n");

/** The style of drawn charts: curves, frontiers, distributions, arms. */
export const chartRules = `
.chart{display:block;width:100%;max-width:46rem;height:auto;margin:.6rem 0}
.chart text{fill:var(--quiet);font-size:12px}
.chart .strong{fill:var(--ink)}
.chart .halo{paint-order:stroke;stroke:var(--ground);stroke-width:3;stroke-linejoin:round}
.chart .axis{stroke:var(--rule)}
.chart .axis.zero{stroke:var(--ink);stroke-width:1.2}
.treatment-mark{color:var(--gain)}.baseline-mark{color:var(--quiet)}
.bar{fill:currentColor}
.chart .band{fill:currentColor;opacity:.16}
.chart .curve{fill:none;stroke:currentColor;stroke-width:2}
.chart .cross{fill:none;stroke:currentColor;stroke-width:1.6}
.chart .move{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:3 3}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:1.2rem 2rem;margin-top:.6rem}
.chart-figure{margin:0}
.chart-figure figcaption{overflow-wrap:anywhere}
.frontier-list{display:grid;gap:1.6rem;margin-top:.6rem}
.frontier{display:grid;grid-template-columns:minmax(0,26rem) minmax(0,26rem);gap:0 2.5rem;align-items:center}
.frontier figcaption{grid-column:1/-1}
@media (max-width:48rem){.frontier{grid-template-columns:minmax(0,1fr)}}
.chart-facts{font-size:.86rem;margin-top:.3rem}
.chart-facts>div{border-bottom:1px solid var(--band);padding:.2rem 0}
.chart-facts dt{overflow-wrap:anywhere}
.chart-facts dd{color:var(--quiet)}
.chart-facts dd b{color:var(--ink)}
`;

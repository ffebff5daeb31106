/** The style sheet of every page: the design tokens, and the components that the pages use. */
import { tokens } from './tokens.ts'

export const style = `${tokens}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--canvas); color: var(--text); font: var(--weight-text) var(--size-3)/var(--line-text) var(--font-text); font-variant-numeric: tabular-nums; }
h1, h2, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: var(--size-5); line-height: var(--line-tight); font-weight: var(--weight-head); letter-spacing: -0.012em; overflow-wrap: anywhere; }
h2 { font-size: var(--size-4); line-height: var(--line-tight); font-weight: var(--weight-head); letter-spacing: -0.006em; }
code, .data { font-family: var(--font-data); font-size: var(--size-2); font-variant-ligatures: none; overflow-wrap: anywhere; unicode-bidi: isolate; }
a { color: var(--accent); text-decoration: underline; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); text-underline-offset: 0.18em; overflow-wrap: anywhere; }
a:hover { color: var(--accent-strong); text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: var(--radius-1); }
svg.i { width: 1rem; height: 1rem; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; vertical-align: -0.18em; }
.quiet { color: var(--text-3); }
.soft { color: var(--text-2); }
.small { font-size: var(--size-1); }
.measure { max-width: 68ch; }
.near { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-3); min-width: 0; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-3); }

.door { min-height: 100vh; display: grid; grid-template-rows: auto 1fr auto; }
.door > header { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-3); padding: var(--space-3) var(--space-5); }
.door > footer { padding: var(--space-4) var(--space-5); color: var(--text-3); font-size: var(--size-1); text-align: center; }
.door main { min-width: 0; width: 100%; max-width: 52rem; margin: 0 auto; padding: var(--space-5) var(--space-4); display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-5); align-content: start; }
.brand { display: flex; align-items: center; gap: var(--space-2); min-height: 1.75rem; padding: 0 var(--space-2); font-weight: var(--weight-head); letter-spacing: -0.01em; white-space: nowrap; }
.brand svg { width: 1.25rem; height: 1.25rem; color: var(--accent); stroke-width: 1.8; }

.state { display: inline-flex; align-items: center; gap: 0.375rem; font-weight: var(--weight-label); }
.state.bad { color: var(--bad); } .state.warn { color: var(--warn); } .state.good { color: var(--good); }
.tag { display: inline-flex; align-items: center; padding: 0 0.375rem; border: 1px solid var(--line); border-radius: var(--radius-1); background: var(--sunken); color: var(--text-2); font-size: var(--size-1); line-height: 1.25rem; white-space: nowrap; }

.panel { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius-3); box-shadow: var(--shadow); min-width: 0; overflow: hidden; }
.panel > header { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-3); min-height: 2.75rem; padding: var(--space-2) var(--space-4); border-bottom: 1px solid var(--line); }
.panel > footer, .panel > form { padding: var(--space-3) var(--space-4); border-top: 1px solid var(--line); color: var(--text-3); font-size: var(--size-2); }
.answer { display: grid; gap: var(--space-4); padding: var(--space-4); padding-left: calc(var(--space-4) - 4px); border-left: 4px solid var(--line); }
.panel.bad > .answer { border-left-color: var(--bad-mark); } .panel.good > .answer { border-left-color: var(--good-mark); } .panel.warn > .answer { border-left-color: var(--warn-mark); }

.pairs { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: var(--space-2) var(--space-4); align-items: baseline; }
.panel > .pairs { padding: var(--space-4); }
.pairs dt { color: var(--text-3); font-size: var(--size-2); }
.pairs dd { min-width: 0; overflow-wrap: anywhere; }
.pairs li + li { margin-top: var(--space-1); }
.fix { font-weight: var(--weight-label); }

.button { display: inline-flex; align-items: center; justify-content: center; gap: 0.375rem; min-height: var(--control); padding: 0 var(--space-3); border: 1px solid color-mix(in srgb, var(--edge) 55%, var(--line)); border-radius: var(--radius-2); background: var(--surface); color: var(--text); font: var(--weight-label) var(--size-2)/1 var(--font-text); text-decoration: none; white-space: nowrap; cursor: pointer; }
.button:hover { background: var(--hover); color: var(--text); }
.button.first { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button.first:hover { background: var(--accent-strong); border-color: var(--accent-strong); }

.fold > summary { display: flex; align-items: center; gap: var(--space-2); min-height: 2.5rem; padding: 0 var(--space-4); cursor: pointer; list-style: none; font-size: var(--size-2); color: var(--text-2); }
.fold > summary::-webkit-details-marker { display: none; }
.fold > summary svg { transition: transform var(--motion); color: var(--text-3); }
.fold[open] > summary svg { transform: rotate(90deg); }
.fold > summary:hover { background: var(--hover); }
.fold > summary:focus-visible { outline-offset: -2px; }
.fold > :not(summary) { padding: 0 var(--space-4) var(--space-3); }
.code { display: block; margin: 0; padding: var(--space-3) var(--space-4); background: var(--sunken); font: var(--size-2)/1.6 var(--font-data); white-space: pre-wrap; overflow-wrap: anywhere; }
.fold > .code { margin: var(--space-2) var(--space-4) var(--space-3); padding: var(--space-3) var(--space-4); border-radius: var(--radius-2); }

@media (max-width: 47.99rem) {
  .door > header { padding: var(--space-3) var(--space-2); }
  .pairs { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .pairs dd { margin-bottom: var(--space-2); }
}
@media print { .panel { break-inside: avoid; box-shadow: none; } }
@media (forced-colors: active) { .tag { border: 1px solid; } }
`

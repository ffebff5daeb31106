/** The style sheet of the report page, with the design tokens of every page. */
import { tokens } from '../../pages/tokens.ts'

export const pageStyle = `${tokens}
* { box-sizing: border-box }
body { margin: 0; background: var(--canvas); color: var(--text); font: var(--size-3)/var(--line-text) var(--font-text) }
main { max-width: 60rem; margin: 0 auto; padding: var(--space-6) var(--space-4) }
code { font: var(--size-2) var(--font-data); overflow-wrap: anywhere; unicode-bidi: isolate }
h1, h2, h3, p, ul, dl { margin: 0 }
h1 { font-size: var(--size-5); line-height: var(--line-tight) }
header { border-left: 4px solid; padding: var(--space-1) 0 var(--space-1) var(--space-4) }
header.passed { border-color: var(--good-mark) }
header.mostly-unreached { border-color: var(--warn-mark) }
header.failed { border-color: var(--bad-mark) }
header p { color: var(--text-3) }
.counts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; padding: 0.5rem 0 0 }
section { margin-top: 2.5rem }
h2 { font-size: var(--size-4); border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; margin-bottom: 0.75rem }
h2::first-letter { text-transform: uppercase }
article { background: var(--surface); border: 1px solid var(--line); border-left: 4px solid; border-radius: var(--radius-3);
  padding: 0.75rem 1rem; margin-bottom: 0.75rem; color: var(--text) }
article.passed { border-left-color: var(--good-mark) } article.failed { border-left-color: var(--bad-mark) }
article.warned { border-left-color: var(--warn-mark) } article.learned { border-left-color: var(--accent) }
article.not-reached { border-left-color: var(--edge) }
h3 { font-size: var(--size-3); display: flex; gap: 0.6rem; align-items: baseline; flex-wrap: wrap }
.outcome { font-weight: normal; font-size: var(--size-2); color: var(--text-3) }
.failed .mark, li.failed { color: var(--bad) } .warned .mark, li.warned { color: var(--warn) }
.learned .mark, li.learned { color: var(--accent) } .passed .mark, .counts .passed { color: var(--good) }
.not-reached .mark, .counts .not-reached { color: var(--text-3) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; padding-top: 0.5rem; border-top: 1px solid var(--line) }
dt { color: var(--text-3) } dd { margin: 0; overflow-wrap: anywhere }
dd.fix b { font-weight: var(--weight-head) }
a { color: var(--accent) }
.source, footer, small { color: var(--text-3); font-size: var(--size-2) }
small { display: block }
details { margin: 0.5rem 0 } summary { cursor: pointer; color: var(--text-3) }
.rest { list-style: none; padding: 0.25rem 0 0 }
.rest li { display: grid; grid-template-columns: 1rem 17rem 1fr; gap: 0.5rem; align-items: baseline; padding: 0.3rem 0; border-bottom: 1px solid var(--line); color: var(--text) }
@media (max-width: 40rem) { .rest li { grid-template-columns: 1rem 1fr } .rest li span:last-child { grid-column: 2 } dl { grid-template-columns: 1fr } }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 0.75rem }
`

/** The style sheet of the report page, for light and dark mode. No selector contains a character that XML would escape. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #fff; --text: #1c2024; --soft: #60646c; --line: #d9d9e0; --card: #f9f9fb;
  --passed: #18794e; --failed: #c62a2f; --warned: #8f5c00; --learned: #0b68cb; --not-reached: #60646c }
@media (prefers-color-scheme: dark) { :root { --ground: #111113; --text: #edeef0; --soft: #b0b4ba; --line: #363a3f; --card: #18191b;
  --passed: #3dd68c; --failed: #ff9592; --warned: #ffca16; --learned: #70b8ff; --not-reached: #b0b4ba } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem }
code { font: 0.92em ui-monospace, monospace; overflow-wrap: anywhere }
h1, h2, h3, p, ul, dl { margin: 0 }
header { border-left: 6px solid; padding: 0.25rem 0 0.25rem 1rem }
header.passed { border-color: var(--passed) }
header.mostly-unreached { border-color: var(--warned) }
header.failed { border-color: var(--failed) }
header p { color: var(--soft) }
.counts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; padding: 0.5rem 0 0 }
section { margin-top: 2.5rem }
h2 { font-size: 1.15rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; margin-bottom: 0.75rem }
h2::first-letter { text-transform: uppercase }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid; border-radius: 6px;
  padding: 0.75rem 1rem; margin-bottom: 0.75rem; color: var(--text) }
article.passed { border-left-color: var(--passed) } article.failed { border-left-color: var(--failed) }
article.warned { border-left-color: var(--warned) } article.learned { border-left-color: var(--learned) }
article.not-reached { border-left-color: var(--not-reached) }
h3 { font-size: 1rem; display: flex; gap: 0.6rem; align-items: baseline; flex-wrap: wrap }
.outcome { font-weight: normal; font-size: 0.85rem; color: var(--soft) }
.failed .mark, li.failed { color: var(--failed) } .warned .mark, li.warned { color: var(--warned) }
.learned .mark, li.learned { color: var(--learned) } .passed .mark, .counts .passed { color: var(--passed) }
.not-reached .mark, .counts .not-reached { color: var(--not-reached) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; padding-top: 0.5rem; border-top: 1px solid var(--line) }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
dd.fix { font-weight: 600 }
.source, footer, small { color: var(--soft); font-size: 0.85rem }
small { display: block }
details { margin: 0.5rem 0 } summary { cursor: pointer; color: var(--soft) }
.rest { list-style: none; padding: 0.25rem 0 0 }
.rest li { display: grid; grid-template-columns: 1rem 17rem 1fr; gap: 0.5rem; align-items: baseline; padding: 0.3rem 0; border-bottom: 1px solid var(--line); color: var(--text) }
@media (max-width: 40rem) { .rest li { grid-template-columns: 1rem 1fr } .rest li span:last-child { grid-column: 2 } dl { grid-template-columns: 1fr } }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 0.75rem }
`

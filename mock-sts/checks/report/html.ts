/** A report as one web page that needs nothing else. */
import { create } from 'xmlbuilder2'
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js'
import { type CheckResult, type Finding, outcomes, type Report, tally, type Verdict, verdictOf } from '../result.ts'
import { marks } from './marks.ts'
import { groupByReason, mergeFindings } from './merge-findings.ts'
import { pageStyle } from './page-style.ts'

export function htmlPage(report: Report): string {
  const title = `helseid-mock check ${report.role}: ${report.subject}`
  const html = create({ invalidCharReplacement: '\ufffd' }).ele('html', { lang: 'en' })
  const head = html.ele('head')
  head.ele('meta', { charset: 'utf-8' })
  head.ele('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' })
  head.ele('title').txt(title)
  head.ele('style').txt(pageStyle)
  const main = html.ele('body').ele('main')
  addHeading(main, report)
  for (const group of new Set(report.results.map((result) => result.group))) addGroup(main, group, report.results)
  const foot = 'Made by helseid-mock, an unofficial offline twin of HelseID. No approval by Norsk helsenett.'
  main.ele('footer').txt(foot)
  return `<!doctype html>\n${html.end({ headless: true, prettyPrint: false, allowEmptyTags: true })}\n`
}

const verdictClasses: Readonly<Record<Verdict, string>> = {
  'all is well': 'well',
  'all is well as far as it was reached': 'well-so-far',
  'not well': 'unwell',
}

function addHeading(main: XMLBuilder, report: Report): void {
  const { role, subject, setting, startedAt, seconds, results } = report
  const counts = tally(results)
  const verdict = verdictOf(results)
  const header = main.ele('header', { class: verdictClasses[verdict] })
  header.ele('h1').txt(`check ${role}: ${verdict}`)
  header.ele('p').ele('code').txt(subject)
  header.ele('p').txt(`${setting}, ${startedAt.slice(0, 19).replace('T', ' ')} UTC, ${seconds.toFixed(1)} s`)
  const list = header.ele('ul', { class: 'counts' })
  for (const outcome of outcomes)
    if (counts[outcome] > 0) {
      const item = list.ele('li', { class: classOf(outcome) })
      item.ele('b').txt(String(counts[outcome]))
      item.txt(` ${outcome}`)
    }
  const expected = results.filter((result) => result.expected).length
  if (expected > 0) list.ele('li', { class: 'not-reached' }).txt(`${expected} of the failures expected`)
}

/** What is problems stands open and first; the rest is there to be looked up. */
function addGroup(main: XMLBuilder, group: string, results: readonly CheckResult[]): void {
  const own = results.filter((result) => result.group === group)
  const section = main.ele('section')
  section.ele('h2').txt(group)
  const problems = own.filter(({ outcome }) => ['failed', 'warned', 'learned'].includes(outcome))
  for (const result of problems) addProblem(section, result)
  addUnreached(section, own)
  addPassed(section, own)
}

function addUnreached(section: XMLBuilder, results: readonly CheckResult[]): void {
  const reasons = [...groupByReason(results)]
  if (reasons.length === 0) return
  const details = section.ele('details', { open: 'open' })
  details.ele('summary').txt(`${tally(results)['not reached']} not reached`)
  const list = details.ele('ul', { class: 'rest' })
  for (const [because, unreached] of reasons) addReason(list, because, unreached)
}

/** Those that share a reason stand together: the reason once, then the ids, which say what they require when they are pointed at. */
function addReason(list: XMLBuilder, because: string, results: readonly CheckResult[]): void {
  const [first, ...others] = results
  if (first === undefined) return
  if (others.length === 0) {
    addRest(list, first).ele('small').txt(because)
    return
  }
  const item = list.ele('li', { class: 'not-reached' })
  item.ele('span', { class: 'mark' }).txt(marks['not reached'])
  item.ele('span').txt(`${results.length} not reached`)
  const text = item.ele('span')
  text.txt(because)
  const ids = text.ele('small')
  for (const [nth, { id, requires }] of results.entries()) {
    if (nth > 0) ids.txt(', ')
    ids.ele('code', { title: requires }).txt(id)
  }
}

function addPassed(section: XMLBuilder, results: readonly CheckResult[]): void {
  const passed = results.filter(({ outcome }) => outcome === 'passed')
  if (passed.length === 0) return
  const details = section.ele('details')
  details.ele('summary').txt(`${passed.length} passed`)
  const list = details.ele('ul', { class: 'rest' })
  for (const result of passed) addRest(list, result)
}

function addProblem(section: XMLBuilder, result: CheckResult): void {
  const { id, outcome, requires, findings, source, expected } = result
  const article = section.ele('article', { class: expected ? 'not-reached' : classOf(outcome), id })
  const heading = article.ele('h3')
  heading.ele('span', { class: 'mark' }).txt(marks[outcome])
  heading.ele('code').txt(id)
  heading.ele('span', { class: 'outcome' }).txt(expected ? `${outcome}, as expected` : outcome)
  article.ele('p').txt(requires)
  for (const finding of mergeFindings(findings)) addFinding(article, finding)
  article.ele('p', { class: 'source' }).txt(`Source: ${source}`)
}

function addFinding(article: XMLBuilder, finding: Finding): void {
  const list = article.ele('dl')
  for (const name of ['where', 'expected', 'seen', 'fix'] as const) {
    const value = finding[name]
    if (value === undefined) continue
    list.ele('dt').txt(name)
    list.ele('dd', { class: name }).txt(value)
  }
}

/** The text of the item, to which more may be added. */
function addRest(list: XMLBuilder, { id, outcome, requires }: CheckResult): XMLBuilder {
  const item = list.ele('li', { class: classOf(outcome) })
  item.ele('span', { class: 'mark' }).txt(marks[outcome])
  item.ele('code').txt(id)
  return item.ele('span').txt(requires)
}

function classOf(outcome: string): string {
  return outcome.replace(' ', '-')
}

/** A report as one web page that needs nothing else. */
import { create } from 'xmlbuilder2'
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js'
import { type CheckResult, type Finding, isWell, outcomes, type Report, tally } from '../result.ts'
import { marks } from './marks.ts'
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

function addHeading(main: XMLBuilder, report: Report): void {
  const { role, subject, setting, startedAt, seconds, results } = report
  const counts = tally(results)
  const header = main.ele('header', { class: isWell(results) ? 'well' : 'unwell' })
  header.ele('h1').txt(`check ${role}: ${isWell(results) ? 'all is well' : 'not well'}`)
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

/** What is amiss stands open and first; the rest is there to be looked up. */
function addGroup(main: XMLBuilder, group: string, results: readonly CheckResult[]): void {
  const own = results.filter((result) => result.group === group)
  const section = main.ele('section')
  section.ele('h2').txt(group)
  const amiss = own.filter(({ outcome }) => ['failed', 'warned', 'learned'].includes(outcome))
  for (const result of amiss) addAmiss(section, result)
  for (const outcome of ['not reached', 'passed'] as const) {
    const rest = own.filter((result) => result.outcome === outcome)
    if (rest.length === 0) continue
    const details = section.ele('details', outcome === 'passed' && own.length > 20 ? {} : { open: 'open' })
    details.ele('summary').txt(`${rest.length} ${outcome}`)
    const list = details.ele('ul', { class: 'rest' })
    for (const result of rest) addRest(list, result)
  }
}

function addAmiss(section: XMLBuilder, result: CheckResult): void {
  const { id, outcome, demands, findings, source, expected } = result
  const article = section.ele('article', { class: expected ? 'not-reached' : classOf(outcome), id })
  const heading = article.ele('h3')
  heading.ele('span', { class: 'mark' }).txt(marks[outcome])
  heading.ele('code').txt(id)
  heading.ele('span', { class: 'outcome' }).txt(expected ? `${outcome}, as expected` : outcome)
  article.ele('p').txt(demands)
  for (const finding of findings) addFinding(article, finding)
  article.ele('p', { class: 'source' }).txt(`Source: ${source}`)
}

function addFinding(article: XMLBuilder, finding: Finding): void {
  const list = article.ele('dl')
  for (const name of ['where', 'expected', 'seen', 'mend'] as const) {
    const value = finding[name]
    if (value === undefined) continue
    list.ele('dt').txt(name)
    list.ele('dd', { class: name }).txt(value)
  }
}

function addRest(list: XMLBuilder, { id, outcome, demands, because }: CheckResult): void {
  const item = list.ele('li', { class: classOf(outcome) })
  item.ele('span', { class: 'mark' }).txt(marks[outcome])
  item.ele('code').txt(id)
  const text = item.ele('span')
  text.txt(demands)
  if (because !== undefined) text.ele('small').txt(because)
}

function classOf(outcome: string): string {
  return outcome.replace(' ', '-')
}

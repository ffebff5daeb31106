/** A report as a person reads it in a terminal: a table for each group, then the count. */
import { stripVTControlCharacters } from 'node:util'
import ansis, { type Ansis } from 'ansis'
import Table from 'cli-table3'
import { type CheckResult, isWell, type Outcome, outcomes, type Report, tally } from '../result.ts'
import { marks } from './marks.ts'

const colors: Readonly<Record<Outcome, Ansis>> = {
  passed: ansis.green,
  failed: ansis.red,
  warned: ansis.yellow,
  learned: ansis.cyan,
  'not reached': ansis.gray,
}

/** Width of the column of ids, and of the whole table, in characters. */
const widths = { id: 32, least: 80, most: 160 } as const

/** `columns` is the width of the terminal. */
export function tableText(report: Report, columns = 120): string {
  const groups = [...new Set(report.results.map(({ group }) => group))]
  const width = Math.min(Math.max(columns, widths.least), widths.most)
  return [
    `${ansis.bold(printable(report.subject))} (${report.setting})`,
    ...groups.map((group) => groupTable(group, report.results, width)),
    [summaryText(report), ...failedText(report)].join('\n'),
  ].join('\n\n')
}

/** What failed stands once more at the end, where somebody looks who has seen a long table pass. */
function failedText({ results }: Report): readonly string[] {
  const failed = results.filter(({ outcome, expected }) => outcome === 'failed' && !expected)
  return failed.length === 0 ? [] : [`Failed: ${failed.map(({ id }) => id).join(', ')}`]
}

/** One line: how many of each, and how long it took. */
export function summaryText({ results, seconds }: Report): string {
  const counts = tally(results)
  const expected = results.filter((result) => result.expected).length
  const parts = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => colors[outcome](`${counts[outcome]} ${outcome}`))
  const known = expected > 0 ? `, of the failures ${expected} expected` : ''
  const verdict = isWell(results) ? ansis.green.bold('All is well') : ansis.red.bold('Not well')
  return `${verdict}: ${parts.join(', ')}${known}. ${seconds.toFixed(1)} s`
}

function groupTable(group: string, results: readonly CheckResult[], width: number): string {
  const table = new Table({
    head: ['', ansis.bold(group), ''],
    colWidths: [3, widths.id, width - widths.id - 7],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  })
  for (const result of results.filter((one) => one.group === group)) {
    const color = result.expected ? ansis.gray : colors[result.outcome]
    table.push([color(marks[result.outcome]), color(folded(result.id)), textOf(result)])
  }
  return table.toString()
}

/** A long id in several lines, broken at its hyphens. */
function folded(id: string): string {
  const lines = ['']
  for (const part of id.split(/(?<=-)/)) {
    const line = `${lines.at(-1)}${part}`
    if (line.length <= widths.id - 2) lines.splice(-1, 1, line)
    else lines.push(part)
  }
  return lines.join('\n')
}

function textOf(result: CheckResult): string {
  const { demands, outcome, findings, because, source, expected } = result
  if (outcome === 'passed') return demands
  if (outcome === 'not reached') return `${demands}\n${ansis.gray(`not reached: ${because ?? ''}`)}`
  return [
    `${demands}${expected ? ' (expected to fail)' : ''}`,
    ...findings.flatMap(({ where, expected: wanted, seen, mend }) => [
      ...(where === undefined ? [] : [`in ${where}`]),
      ...(wanted === undefined ? [] : [`expected ${wanted}`]),
      `seen ${printable(seen)}`,
      ...(mend === undefined ? [] : [`mend ${mend}`]),
    ]),
    `source ${source}`,
  ].join('\n')
}

/** What a client printed must not steer the terminal of whoever reads of it. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{C}\n\t]/gu, '')
}

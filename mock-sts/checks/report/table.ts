/** A report as a person reads it in a terminal: a table for each group, then the count. */
import { stripVTControlCharacters } from 'node:util'
import ansis, { type Ansis } from 'ansis'
import {
  type CheckResult,
  isMostlyUnreached,
  type Outcome,
  outcomes,
  type Report,
  tally,
  type Verdict,
  verdictOf,
} from '../result.ts'
import { drawTable, type Row } from './draw-table.ts'
import { marks } from './marks.ts'
import { groupByReason, mergeFindings } from './merge-findings.ts'

const colors: Readonly<Record<Outcome, Ansis>> = {
  passed: ansis.green,
  failed: ansis.red,
  warned: ansis.yellow,
  learned: ansis.cyan,
  'not reached': ansis.gray,
}

/** Width of the column of ids at most, and of the whole table, in characters. */
const widths = { id: 30, least: 80, most: 160 } as const

/** What the frame of a table of three columns takes, and the column of marks. */
const frame = 10
const mark = 1

/** `columns` is the width of the terminal. */
export function tableText(report: Report, columns = 120): string {
  const groups = Map.groupBy(report.results, ({ group }) => group)
  const width = Math.min(Math.max(columns, widths.least), widths.most)
  return [
    `${ansis.bold(printable(report.subject))} (${report.setting})`,
    ...[...groups].map(([group, results]) => groupTable(group, results, width)),
    [summaryText(report), ...reasonsText(report), ...failedText(report)].join('\n'),
  ].join('\n\n')
}

/** What failed stands once more at the end, where somebody looks who has seen a long table pass. */
function failedText({ results }: Report): readonly string[] {
  const failed = results.filter(({ outcome, expected }) => outcome === 'failed' && !expected)
  return failed.length === 0 ? [] : [`Failed: ${failed.map(({ id }) => id).join(', ')}`]
}

/** So many reasons stand at the end. */
const maxReasons = 3

/** Why most of it was not reached: what is asked for then is not what the table is about. */
function reasonsText({ results }: Report): readonly string[] {
  if (!isMostlyUnreached(results)) return []
  const reasons = [...groupByReason(results)].map(([because, { length }]) => ({ because, length }))
  const frequent = reasons.toSorted((one, other) => other.length - one.length).slice(0, maxReasons)
  return ['Not reached:', ...frequent.map(({ because, length }) => `  ${length} × ${because}`)]
}

const verdictColors: Readonly<Record<Verdict, Ansis>> = {
  'all is well': ansis.green,
  'all is well as far as it was reached': ansis.yellow,
  'not well': ansis.red,
}

/** One line: how many of each, and how long it took. */
function summaryText({ results, seconds }: Report): string {
  const counts = tally(results)
  const expected = results.filter((result) => result.expected).length
  const parts = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => colors[outcome](`${counts[outcome]} ${outcome}`))
  const known = expected > 0 ? `, of the failures ${expected} expected` : ''
  const verdict = verdictOf(results)
  const text = verdict.charAt(0).toUpperCase() + verdict.slice(1)
  return `${verdictColors[verdict].bold(text)}: ${parts.join(', ')}${known}. ${seconds.toFixed(1)} s`
}

function groupTable(group: string, results: readonly CheckResult[], width: number): string {
  const rows = [
    ...results.filter(({ outcome }) => outcome !== 'not reached').map(rowOf),
    ...[...groupByReason(results)].map(([because, unreached]) => unreachedRow(because, unreached)),
  ]
  const ids = [group, ...rows.map(([, id = '']) => stripVTControlCharacters(id))]
  const id = Math.min(widths.id, Math.max(...ids.map(({ length }) => length)))
  return drawTable(['', ansis.bold(group), ''], rows, [mark, id, width - frame - mark - id])
}

function rowOf(result: CheckResult): Row {
  const color = result.expected ? ansis.gray : colors[result.outcome]
  return [color(marks[result.outcome]), color(result.id), textOf(result)]
}

/** Those that share a reason stand together: the reason once, then the ids. */
function unreachedRow(because: string, results: readonly CheckResult[]): Row {
  const color = colors['not reached']
  const [first, ...others] = results
  const [id, text, rest] =
    first !== undefined && others.length === 0
      ? [first.id, first.requires, `not reached: ${because}`]
      : [`${results.length} not reached`, because, results.map((result) => result.id).join(', ')]
  return [color(marks['not reached']), color(id), `${text}\n${color(rest)}`]
}

function textOf({ requires, outcome, findings, source, expected }: CheckResult): string {
  if (outcome === 'passed') return requires
  return [
    `${requires}${expected ? ' (expected to fail)' : ''}`,
    ...mergeFindings(findings).flatMap(({ where, expected: expectedText, seen, fix }) => [
      ...(where === undefined ? [] : [`in ${where}`]),
      ...(expectedText === undefined ? [] : [`expected ${printable(expectedText)}`]),
      `seen ${printable(seen)}`,
      ...(fix === undefined ? [] : [`fix ${printable(fix)}`]),
    ]),
    `source ${source}`,
  ].join('\n')
}

/** What a client printed must not steer the terminal of whoever reads of it, nor move what stands beside it. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', ' ')
    .replaceAll(/[^\P{C}\n]/gu, '')
}

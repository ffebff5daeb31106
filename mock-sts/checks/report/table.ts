/** Formats a report for a terminal: a table for each group, then a summary. */
import { stripVTControlCharacters } from 'node:util'
import ansis, { type Ansis } from 'ansis'
import { citationsOf } from 'helseid-contract/rules'
import {
  type CheckResult,
  isMissed,
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
import { expectedText, groupByReason, mergeFindings, withSharedFixes } from './merge-findings.ts'

const colors: Readonly<Record<Outcome, Ansis>> = {
  passed: ansis.green,
  failed: ansis.red,
  warned: ansis.yellow,
  learned: ansis.cyan,
  'not reached': ansis.gray,
}

/** The maximum width of the id column, and the limits of the table width, in characters. */
const widths = { id: 30, min: 80, max: 160 } as const

/** The width of the frame of a table with three columns, and of the column of marks. */
const frame = 10
const mark = 1

/** `columns` is the width of the terminal. */
export function tableText(report: Report, columns = 120): string {
  const groups = Map.groupBy(withSharedFixes(report.results), ({ group }) => group)
  const width = Math.min(Math.max(columns, widths.min), widths.max)
  return [
    `${ansis.bold(printable(report.subject))} (${report.setting})`,
    ...[...groups].map(([group, results]) => groupTable(group, results, width)),
    ...sourcesText(report),
    [summaryText(report), ...reasonsText(report), ...failedText(report)].join('\n'),
  ].join('\n\n')
}

/** Repeats the failures at the end, where a reader looks after a long table has scrolled by. */
function failedText({ results }: Report): readonly string[] {
  const failed = results.filter(({ outcome, expected }) => outcome === 'failed' && !expected)
  return failed.length === 0 ? [] : [`Failed: ${failed.map(({ id }) => id).join(', ')}`]
}

/** How many reasons are repeated at the end; a last line counts the others. */
const maxReasons = 3

/** Says why checks were not reached that the options should reach, or most of them, so that the summary is not mistaken for a full pass. */
function reasonsText({ results }: Report): readonly string[] {
  const unreached = results.filter(({ outcome }) => outcome === 'not reached')
  const missed = unreached.filter(isMissed)
  if (missed.length === 0 && !isMostlyUnreached(results)) return []
  const named = missed.length > 0 ? missed : unreached
  const reasons = [...groupByReason(named)].map(([because, { length }]) => ({ because, length }))
  const frequent = reasons.toSorted((one, other) => other.length - one.length)
  const [shown, others] = [frequent.slice(0, maxReasons), frequent.slice(maxReasons)]
  const rest = unreached.filter((result) => !named.includes(result))
  const isExpected = ({ expected }: CheckResult) => expected === true
  const counts = [
    ...shown,
    { because: 'Other reasons, in the tables above.', length: others.reduce((sum, { length }) => sum + length, 0) },
    { because: 'The baseline expects it.', length: rest.filter(isExpected).length },
    {
      because: 'It does not count: it needs an option or a second party that was not given, or does not apply.',
      length: rest.filter((result) => !isExpected(result)).length,
    },
  ]
  return [
    'Not reached:',
    ...counts.filter(({ length }) => length > 0).map(({ because, length }) => `  ${length} × ${because}`),
  ]
}

const verdictColors: Readonly<Record<Verdict, Ansis>> = {
  passed: ansis.green,
  'passed, but most of it was not reached': ansis.yellow,
  incomplete: ansis.yellow,
  failed: ansis.red,
}

/** One line: the verdict, the number of each outcome, and the duration. */
function summaryText({ results, seconds }: Report): string {
  const counts = tally(results)
  const parts = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => colors[outcome](`${counts[outcome]} ${outcome}${expectedText(results, outcome)}`))
  const verdict = verdictOf(results)
  return `${verdictColors[verdict].bold(`Check ${verdict}`)}: ${parts.join(', ')}. ${seconds.toFixed(1)} s`
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

/** Groups results by reason: the reason once, then the ids. */
function unreachedRow(because: string, results: readonly CheckResult[]): Row {
  const color = colors['not reached']
  const [first, ...others] = results
  const [id, text, rest] =
    first !== undefined && others.length === 0
      ? [first.id, first.requires, `not reached: ${because}`]
      : [`${results.length} not reached`, because, results.map((result) => result.id).join(', ')]
  return [color(marks['not reached']), color(id), `${text}\n${color(rest)}`]
}

function textOf({ requires, outcome, findings, source, permits, expected }: CheckResult): string {
  if (outcome === 'passed') return requires
  return [
    `${requires}${expected ? ' (expected to fail)' : ''}`,
    ...mergeFindings(findings).flatMap(({ where, expected: expectedText, seen, fix }) => [
      ...(where === undefined ? [] : [`in ${where}`]),
      ...(expectedText === undefined ? [] : [`expected: ${printable(expectedText)}`]),
      `seen: ${printable(seen)}`,
      ...(fix === undefined ? [] : [`fix: ${printable(fix)}`]),
    ]),
    `source: ${source}`,
    ...(outcome === 'warned' && permits !== undefined ? [`permitted by: ${permits}`] : []),
  ].join('\n')
}

/** The addresses of the documents that the problems name, each once, outside the tables so that none is broken. */
function sourcesText({ results }: Report): readonly string[] {
  const problems = results.filter(({ outcome }) => ['failed', 'warned', 'learned'].includes(outcome))
  const citations = problems.flatMap(({ source }) => citationsOf(source))
  const lines = citations.flatMap(({ text, url = [] }) => [url].flat().map((address) => `  ${text}: ${address}`))
  return lines.length === 0 ? [] : [['Sources:', ...new Set(lines)].join('\n')]
}

/** Removes control characters: the output of a client must not control the reader's terminal or break the table. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', ' ')
    .replaceAll(/[^\P{C}\n]/gu, '')
}

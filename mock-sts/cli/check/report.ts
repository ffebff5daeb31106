/** The report and baseline flags that all checks share. */
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { applyBaseline, type Baseline, parseBaseline, toBaseline } from '../../checks/baseline.ts'
import { htmlPage } from '../../checks/report/html.ts'
import { junitXml } from '../../checks/report/junit.ts'
import { shortPaths } from '../../checks/report/short-paths.ts'
import { tableText } from '../../checks/report/table.ts'
import { type Report, type Summary, tally, type Verdict, verdictOf } from '../../checks/result.ts'
import { scrubber } from '../../http/secrets.ts'
import { makeFolder } from '../../store/make-folder.ts'
import { exitCodes } from '../exit-codes.ts'
import { readText } from '../read-text.ts'
import { UsageError } from '../usage-error.ts'

type Flags = Readonly<Record<string, unknown>>

export function configureReport(command: Command): Command {
  return command
    .option('--json', 'print the report as JSON instead of a table')
    .option('--junit <path>', 'write the report as JUnit XML')
    .option('--html <path>', 'write the report as a web page')
    .option('--baseline <path>', 'file of expected failures; only other failures count')
    .option(
      '--write-baseline <path>',
      'write the current failures, and what was not reached although the given options should reach it, as a baseline; exits with 0',
    )
    .addHelpText('after', exitCodesText)
}

const exitCodesText = `
Exit codes: 0 the check passed, 1 it failed, 2 wrong usage, 3 nothing failed, but something was not reached that the given options should reach.`

const exitCodeOf: Readonly<Record<Verdict, number>> = {
  passed: exitCodes.fine,
  'passed, but most of it was not reached': exitCodes.fine,
  failed: exitCodes.failed,
  incomplete: exitCodes.incomplete,
}

/** Read before anything runs, so that an invalid baseline is reported at once. @throws {UsageError} */
export function readBaseline({ baseline: path }: Flags): Baseline | undefined {
  if (path === undefined) return undefined
  const text = readText('--baseline', String(path))
  try {
    return parseBaseline(text)
  } catch (error) {
    throw new UsageError(`--baseline ${path}: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Writes and prints the report; returns the exit code of the check. `known` are ids that exist without a result.
 * @throws {UsageError} if a file cannot be written
 */
export function deliver(
  found: Report,
  flags: Flags,
  baseline: Baseline | undefined,
  known: readonly string[] = [],
): number {
  const judged = baseline === undefined ? found : { ...found, results: applyBaseline(found.results, baseline, known) }
  // What a client printed or an API answered may hold a secret.
  const report = scrubber.data({ ...judged, subject: shortPaths(judged.subject) })
  const { json, junit, html, writeBaseline } = flags
  // Files first: they are then complete even if the reader closes the pipe or interrupts the output.
  if (junit !== undefined) write(String(junit), junitXml(report))
  if (html !== undefined) write(String(html), htmlPage(report))
  const written =
    writeBaseline === undefined
      ? undefined
      : toBaseline(found.results, `as seen on ${report.startedAt.slice(0, 10)}`, baseline)
  if (written !== undefined) write(String(writeBaseline), `${JSON.stringify(written, null, 2)}\n`)
  const exitCode = written === undefined ? exitCodeOf[verdictOf(report.results)] : exitCodes.fine
  console.log(json ? jsonText(report, exitCode) : tableText(report, process.stdout.columns))
  if (written === undefined) return exitCode
  const count = Object.keys(written.expectedFailures).length
  console.error(
    `Wrote ${writeBaseline}, which lists ${count} failed or not reached ${count === 1 ? 'check' : 'checks'}. The exit code is 0, because --write-baseline accepts what was found.`,
  )
  return exitCode
}

/** The report with a summary before the results. */
function jsonText({ results, profile, ...report }: Report, exitCode: number): string {
  const summary: Summary = {
    verdict: verdictOf(results),
    exitCode,
    ...(profile !== undefined && { profile }),
    counts: tally(results),
  }
  return JSON.stringify({ ...report, summary, results }, null, 2)
}

function write(path: string, text: string): void {
  try {
    const folder = makeFolder(dirname(path))
    if (folder !== undefined) console.error(`Made the folder ${folder}`)
    writeFileSync(path, text)
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Prints the time of each phase, then the closing line `N passed, N failed`; fails if a phase failed. Reads the lines written by `phase`
 * in .ci/phases: title, seconds, `passed`, `not run` or `FAILED`, skips other than those of the tests, files with test results.
 */
import { readFileSync } from 'node:fs'

/** Vitest's JSON report. */
interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
}

const missing: Results = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, success: false }

const phases = readFileSync(String(process.argv[2]), 'utf8').trimEnd().split('\n').map(readPhase)
for (const { title, seconds } of phases) console.log(`${minutes(seconds)}  ${title}`)
console.log(`${minutes(sum(({ seconds }) => seconds))}  in all`)
const skipped = sum((phase) => phase.skipped)
const counted = `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`
console.log(skipped === 0 ? counted : `${counted}, ${skipped} skipped`)
process.exitCode = phases.every(({ failed }) => failed === 0) ? 0 : 1

function sum(count: (phase: ReturnType<typeof readPhase>) => number): number {
  return phases.reduce((total, phase) => total + count(phase), 0)
}

function readPhase(line: string) {
  const [title = '', seconds, state, skips, files = ''] = line.split('\t')
  const results = files.split(' ').filter(Boolean).map(readResults)
  const of = (count: (result: Results) => number) => results.reduce((total, result) => total + count(result), 0)
  const failures = of((result) => result.numFailedTests)
  // A failed phase without failed tests counts as one failure.
  const failed = failures === 0 && (state === 'FAILED' || results.some(({ success }) => !success)) ? 1 : failures
  return {
    title,
    seconds: Number(seconds),
    passed: of((result) => result.numPassedTests),
    failed,
    skipped: Number(skips) + of((result) => result.numPendingTests),
  }
}

function readResults(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch (error) {
    console.error(`no result in ${file}: ${(error as Error).message}`)
    return missing
  }
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1).padStart(6)} min (${String(seconds).padStart(4)} s)`
}

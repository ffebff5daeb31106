/** Prints the closing line `N passed, N failed` from Vitest's JSON results; fails where a result is missing or failed. */
import { readFileSync } from 'node:fs'

interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
}

const results = process.argv.slice(2).map((file): Results => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch (error) {
    console.error(`no result in ${file}: ${(error as Error).message}`)
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, success: false }
  }
})
const sum = (count: (result: Results) => number) => results.reduce((total, result) => total + count(result), 0)
const skipped = sum((result) => result.numPendingTests)
const counted = `${sum((result) => result.numPassedTests)} passed, ${sum((result) => result.numFailedTests)} failed`
console.log(skipped === 0 ? counted : `${counted}, ${skipped} skipped`)
process.exitCode = results.every(({ success }) => success) ? 0 : 1

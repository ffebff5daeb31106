/** The closing line of CI is made of the real results. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const count = fileURLToPath(new URL('../../.ci/count.ts', import.meta.url))
const green = { numPassedTests: 10, numFailedTests: 0, numPendingTests: 2, success: true }
const red = { numPassedTests: 8, numFailedTests: 3, numPendingTests: 0, success: false }

type Phase = readonly [state: 'passed' | 'not run' | 'FAILED', skips: number, ...results: (object | 'none')[]]

async function counted(...phases: readonly Phase[]): Promise<{ code: number; last: string; first: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'count-'))
  const lines = phases.map(([state, skips, ...results], phase) => {
    const files = results.map((result, index) => {
      const file = join(folder, `${phase}-${index}.json`)
      if (result !== 'none') writeFileSync(file, JSON.stringify(result))
      return file
    })
    return `phase ${phase}\t90\t${state}\t${skips}\t${files.join(' ')}\n`
  })
  const notes = join(folder, 'phases.tsv')
  writeFileSync(notes, lines.join(''))
  return new Promise((resolve) =>
    execFile(process.execPath, [count, notes], (error, stdout) => {
      const lines = stdout.trimEnd().split('\n')
      resolve({ code: Number(error?.code ?? 0), first: String(lines[0]), last: String(lines.at(-1)) })
    }),
  )
}

it('adds up tests and skips, and says how many minutes each phase took', async () => {
  expect(await counted(['passed', 1, green], ['passed', 0])).toEqual({
    code: 0,
    first: '   1.5 min (  90 s)  phase 0',
    last: '10 passed, 0 failed, 3 skipped',
  })
})

it('counts a phase that was not run as skipped', async () => {
  expect(await counted(['not run', 1], ['passed', 0, green])).toMatchObject({
    code: 0,
    last: '10 passed, 0 failed, 3 skipped',
  })
})

it('does not mention skips if no test is skipped', async () => {
  expect((await counted(['passed', 0, { ...green, numPendingTests: 0 }])).last).toBe('10 passed, 0 failed')
})

it.each<[string, Phase, string]>([
  ['tests that failed', ['FAILED', 0, red], '8 passed, 3 failed'],
  ['a phase without tests that failed', ['FAILED', 0], '0 passed, 1 failed'],
  ['a phase that failed though its tests passed', ['FAILED', 0, green], '10 passed, 1 failed, 2 skipped'],
  [
    'tests that failed though their phase passed',
    ['passed', 0, { ...green, success: false }],
    '10 passed, 1 failed, 2 skipped',
  ],
  ['results that are not there', ['passed', 0, 'none'], '0 passed, 1 failed'],
])('counts %s', async (_, phase, last) => {
  expect(await counted(phase)).toMatchObject({ code: 1, last })
})

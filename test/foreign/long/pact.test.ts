/** Pact's verifiers for Python and Java through the proxy: a sound API, and one without each guard. */
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Guard, guards } from '../../examples/pact/guarded-api.ts'
import { interactionOf, withExample } from '../../examples/pact/through-proxy.ts'
import { isMissing } from '../missing.ts'

const at = (path: string) => fileURLToPath(new URL(`../../examples/pact/${path}`, import.meta.url))
const folder = (name: string) => mkdtempSync(join(tmpdir(), name))

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

interface Ended {
  readonly isGreen: boolean
  readonly output: string
}

/** Runs a command against the API behind the proxy. */
async function verify([command = '', ...args]: readonly string[], cwd: string, skips?: Guard): Promise<Ended> {
  return withExample(sts, skips, async (more) => {
    const env = { ...process.env, PACT_DO_NOT_TRACK: 'true', ...more }
    return promisify(execFile)(command, args, { cwd, env }).then(
      ({ stdout }) => ({ isGreen: true, output: stdout }),
      (error: { stdout: string; stderr: string }) => ({ isGreen: false, output: error.stdout + error.stderr }),
    )
  })
}

describe.skipIf(isMissing('python', 'python-packages'))('pact-python', () => {
  const venv = join(folder('python-'), 'venv')
  const program = [join(venv, 'bin/python'), 'verify_pact.py']
  beforeAll(async () => {
    await promisify(execFile)('python3', ['-m', 'venv', venv])
    await promisify(execFile)(join(venv, 'bin/pip'), ['-q', 'install', '-r', at('python/requirements.txt')])
  }, 300_000)

  it('verifies a sound API', async () => {
    const { isGreen, output } = await verify(program, at('python'))
    // The output is printed twice: by the native verifier, and by the example.
    expect([isGreen, output.match(/^ {2}a request /gm)?.length]).toEqual([true, 2 * 9])
  })

  it.each(guards)('fails only its own interaction for an API that does not check %s', async (guard) => {
    const { isGreen, output } = await verify(program, at('python'), guard)
    const failed = new Set([...output.matchAll(/^\d+\) Verifying a pact .* - (.*)$/gm)].map(([, name]) => name))
    expect([isGreen, ...failed]).toEqual([false, interactionOf[guard]])
  })
})

describe.skipIf(isMissing('java', 'maven'))('pact-jvm with JUnit 5', () => {
  const program = ['mvn', '-q', '-B', 'test', `-DbuildDirectory=${folder('maven-')}`]

  it('verifies a sound API', async () => {
    expect((await verify(program, at('java'))).isGreen).toBe(true)
  })

  it.each(guards)('fails only its own interaction for an API that does not check %s', async (guard) => {
    const { isGreen, output } = await verify(program, at('java'), guard)
    const failed = [...output.matchAll(/^.*JournalPactTest\.theApiKeepsItsPact:\d+ .* - Upon (.*?) *$/gm)]
    expect([isGreen, ...failed.map(([, name]) => name)]).toEqual([false, interactionOf[guard]])
  })
})

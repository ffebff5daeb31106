/** Clients built on third-party libraries pass every trial of `check client`, under both profiles. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../../mock-sts/checks/result.ts'
import { isMissing } from '../missing.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const node = [process.execPath, '--conditions=helseid-source'] as const

const run = (command: string, args: readonly string[], cwd = root) => promisify(execFile)(command, args, { cwd })

/** The results of `check client` that are not passed, for the client that `command` starts. */
async function check(command: string, profile: string) {
  const options = ['--command', command, '--all', '--profile', profile, '--json']
  const { stdout } = await run(node[0], [node[1], 'mock-sts/cli/main.ts', 'check', 'client', ...options]).catch(
    // A failed check exits with 1, but still prints its report.
    (error: { stdout: string }) => error,
  )
  const { results } = JSON.parse(stdout) as Report
  expect(results.length).toBeGreaterThan(100)
  return results
    .filter(({ outcome, required }) => outcome !== 'passed' && required !== false)
    .map(({ id, outcome, findings }) => [id, outcome, findings])
}

describe.each(['today', 'next'])('every trial passes under %s for', { timeout: 300_000 }, (profile) => {
  it.each(['helseid-client', 'openid-client'])('%s', async (sample) => {
    expect(await check(`${node.join(' ')} test/examples/check/${sample}.ts`, profile)).toEqual([])
  })

  it.skipIf(isMissing('java', 'maven'))('works in Java with Nimbus’ OAuth SDK', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'maven-'))
    const classpath = join(folder, 'classpath')
    const goals = [
      'compile',
      'dependency:build-classpath',
      `-DbuildDirectory=${folder}`,
      `-Dmdep.outputFile=${classpath}`,
    ]
    await run('mvn', ['-q', '-B', ...goals], join(root, 'test/examples/java'))
    const classes = `${folder}/classes:${readFileSync(classpath, 'utf8')}`
    expect(await check(`java -XX:TieredStopAtLevel=1 -cp ${classes} example.CheckedClient`, profile)).toEqual([])
  })

  it.skipIf(isMissing('python', 'python-packages'))('Python, with PyJWT and requests', async () => {
    const venv = mkdtempSync(join(tmpdir(), 'python-'))
    await run('python3', ['-m', 'venv', venv])
    await run(join(venv, 'bin/pip'), ['-q', 'install', '-r', 'test/examples/python/requirements.txt'])
    expect(await check(`${join(venv, 'bin/python')} test/examples/check/pyjwt_client.py`, profile)).toEqual([])
  })
})

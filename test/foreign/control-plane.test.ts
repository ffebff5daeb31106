/** The control plane under Schemathesis: valid and invalid requests are answered as the OpenAPI document says. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import { twoForms } from '../mock-sts/control/two-forms.ts'
import { isMissing } from './missing.ts'

const folder = fileURLToPath(new URL('schemathesis/', import.meta.url))

/** Number of examples for each operation; set `EXAMPLES=100` for a longer run. */
const examples = process.env.EXAMPLES ?? '20'

/** A stream does not end, so that each of its requests takes seconds: only the longer run sends them. */
const left = process.env.EXAMPLES === undefined ? ['--exclude-path', '/events'] : []

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'negative_data_rejection',
]

/**
 * The twin's document, in which these members may be anything: else their other form would count as invalid. Schemathesis compares
 * each event of a stream with the schema, which describes the stream as a whole; there it is left out.
 */
async function documentOf(origin: string): Promise<object> {
  const document = (await (await fetch(`${origin}/_mock/openapi.json`)).json()) as {
    components: { schemas: Record<string, { properties: Record<string, object> }> }
    paths: { '/events': { get: { responses: { 200: { content: Record<string, object> } } } } }
  }
  for (const [name, members] of Object.entries(twoForms))
    for (const member of members) (document.components.schemas[name]?.properties ?? {})[member] = {}
  document.paths['/events'].get.responses[200].content['text/event-stream'] = {}
  return document
}

/** The end of a hang, in milliseconds, not a measure: a busy machine takes ten seconds for an example of each operation. */
const timeout = Math.max(300_000, Number(examples) * 15_000)

it.skipIf(isMissing('python', 'python-packages'))(
  'the control plane handles every generated request as documented',
  { timeout },
  async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'schemathesis-'))
    const venv = join(scratch, 'venv')
    const run = (command: string, ...args: string[]) => promisify(execFile)(command, args, { cwd: scratch })
    await run('python3', '-m', 'venv', venv)
    await run(join(venv, 'bin/pip'), '-q', 'install', '-r', join(folder, 'requirements.txt'))
    await using twin = await startMockSts({ port: 0 })
    for (const clientId of ['one', 'two'])
      await fetch(`${twin.issuer('test')}/connect/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId }),
      })
    const document = join(scratch, 'openapi.json')
    writeFileSync(document, JSON.stringify(await documentOf(twin.origin)))
    const { stdout } = await run(
      join(venv, 'bin/st'),
      '--config-file',
      join(folder, 'schemathesis.toml'),
      'run',
      document,
      ...['--url', `${twin.origin}/_mock`],
      ...['--checks', checks.join(',')],
      ...left,
      ...['--max-examples', examples, '--seed', '1', '--generation-deterministic'],
    ).catch(({ stdout }: { stdout: string }) => {
      throw new Error(stdout.slice(-8000))
    })
    const [, generated = '0'] = /(\d+) generated/.exec(stdout) ?? []
    console.log(`${generated} generated requests to the control plane`)
    expect(Number(generated)).toBeGreaterThan(500)
    expect((await fetch(`${twin.origin}/healthz`)).status).toBe(200)
  },
)

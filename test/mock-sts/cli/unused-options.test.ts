/** Options that a command would ignore in a combination are refused; one line names the option and what it is for. */
import { readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import { send } from '../endpoints/case-harness.ts'

async function errorOf(...args: string[]): Promise<readonly [exitCode: number, error: string]> {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(args)
  const lines = error.mock.calls.map(([line]) => String(line)).join('\n')
  vi.restoreAllMocks()
  return [exitCode, lines]
}

const key = readFileSync(new URL('../../../mock-sts/demo/client-key.NOT-A-SECRET.json', import.meta.url), 'utf8')
// Nothing listens on port 1.
const api = 'check api --url http://127.0.0.1:1/ --audience a --scope a/b'
const sts = ['check', 'sts', '--against', 'http://127.0.0.1:1/test', '--client-id', 'c', '--key', key]
const proxy = 'pact proxy --provider http://127.0.0.1:1 --audience a --scope a/b --twin http://127.0.0.1:1'

it.each<[string, readonly string[], string]>([
  [api, ['--control-token', 'x'.repeat(20)], '--control-token has no effect on a check without --twin'],
  [api, ['--control-token-file', 'x'], '--control-token-file has no effect on a check without --twin'],
  [api, ['--ca', 'package.json'], '--ca has no effect on an API over plain HTTP'],
  [`${api} --twin http://127.0.0.1:1`, ['--port', '8099'], '--port is for the check’s own twin'],
  ['check client --command true --only calls-succeed', ['--all'], '--all has no effect on a check with --only'],
  [proxy, ['--ca', 'package.json'], '--ca has no effect on an API over plain HTTP'],
  ['explain eyJh.e30.', ['--control-token', 'x'.repeat(20)], '--control-token has no effect on explain without --twin'],
])('%s %j', async (command, options, message) => {
  expect(await errorOf(...command.split(' '), ...options)).toEqual([2, expect.stringContaining(message)])
})

it.each<[string, readonly string[], string]>([
  ['metadata', ['--patience', '5'], '--patience has no effect on --only metadata: it is for cases'],
  ['cases', ['--tokens', '50'], '--tokens has no effect on --only cases: it is for metadata'],
  ['token', ['--restart', 'x'], '--restart has no effect on --only token: it is for metadata'],
  ['contract', ['--profile', 'next'], '--profile has no effect on --only contract: it is for cases and metadata'],
  ['metadata', ['--tenancy', 'multi-tenant'], '--tenancy has no effect on --only metadata: it is for'],
  ['token', ['--second-scope', 'a/c'], '--second-scope has no effect on --only token: it is for cases and contract'],
])('check sts --only %s %j', async (part, options, message) => {
  expect(await errorOf(...sts, '--only', part, ...options)).toEqual([2, expect.stringContaining(message)])
})

it('explain notes a --client and a --twin that its text does not need', async () => {
  const { answer } = await send({})
  const { access_token: token } = JSON.parse(answer.body)
  const client = JSON.stringify({ clientId: 'example-client', scopes: ['a/b'], jwks: { keys: [] } })
  const [, ofToken] = await errorOf('explain', token, '--client', client)
  expect(ofToken).toBe('note: --client has no effect on this text: it is for a token request or a client assertion')
  const request = String(new URLSearchParams(answer.request.body).get('client_assertion'))
  const [, ofRequest] = await errorOf('explain', request, '--client', client, '--twin', 'http://127.0.0.1:1')
  expect(ofRequest).toBe('note: --twin has no effect on this text: --client gives the registration')
})

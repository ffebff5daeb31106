/** Commands against a twin whose certificate is not trusted, or that does not speak TLS, say so. */
import { Command } from 'commander'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { CommandEntry } from '../../../mock-sts/cli/command.ts'
import { commands as twinCommands } from '../../../mock-sts/cli/index.ts'
import { run } from '../../../mock-sts/cli/run.ts'
import { tlsProblem } from '../../../mock-sts/cli/unreachable.ts'
import demoKey from '../../../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }

let sts: StartedMockSts
let plain: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, tls: true })
  plain = await startMockSts({ port: 0 })
})
afterAll(async () => {
  await sts.close()
  await plain.close()
})
afterEach(() => vi.restoreAllMocks())

async function errorOf(args: readonly string[]): Promise<string> {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(args)).toBe(2)
  return String(error.mock.calls.at(-1)?.[0])
}

const commands = (origin: string): readonly (readonly string[])[] => [
  ['clients', '--twin', origin],
  ['mint', '--twin', origin],
  ['scenarios', 'in-use', '--twin', origin],
  ['try', '--issuer', `${origin}/test`],
  ['try', 'resource-known', '--issuer', `${origin}/test`],
  ['explain', 'client_id=a&grant_type=client_credentials', '--twin', origin],
  ['check', 'api', '--url', 'http://127.0.0.1:1/', '--audience', 'a', '--scope', 's', '--twin', origin],
  ['pact', 'proxy', '--provider', 'http://127.0.0.1:1', '--audience', 'a', '--scope', 'a/b', '--twin', origin],
  ['check', 'sts', '--against', `${origin}/test`, '--client-id', 'c', '--key', JSON.stringify(demoKey), '--pace', '0'],
]

it.each(commands('').map(([name, second], index) => [`${name} ${second}`, index]))(
  '%s names the untrusted certificate and what to set',
  async (_, index) => {
    const message = await errorOf(commands(sts.origin)[Number(index)] as readonly string[])
    expect(message).toMatch(
      /the certificate of https:\/\/localhost:\d+ is not trusted \([A-Z_]+\): set NODE_EXTRA_CA_CERTS/,
    )
    expect(message).not.toContain('is the twin running')
  },
)

it.each(commands('').map(([name, second], index) => [`${name} ${second}`, index]))(
  '%s suggests https for a twin that serves TLS',
  async (_, index) => {
    const origin = sts.origin.replace('https:', 'http:')
    expect(await errorOf(commands(origin)[Number(index)] as readonly string[])).toMatch(
      /http:\/\/localhost:\d+ closed the connection without an answer \([A-Z_]+\): use https:\/\/ if it serves TLS$/,
    )
  },
)

/** The commands with a flag for a twin or an issuer that they call. */
async function callers(entries: Readonly<Record<string, CommandEntry>>, prefix = ''): Promise<string[]> {
  const names = Object.entries(entries).map(async ([name, entry]) => {
    if ('commands' in entry) return callers(entry.commands, `${prefix}${name} `)
    const command = new Command()
    const { configure } = await entry.load()
    configure(command)
    return command.options.some(({ long }) => long === '--twin' || long === '--against') ? [`${prefix}${name}`] : []
  })
  return (await Promise.all(names)).flat()
}

it('every command that calls a twin is checked here', async () => {
  const checked = commands('').map((words) => words.join(' '))
  const all = await callers(twinCommands)
  expect(all.length).toBeGreaterThan(5)
  expect(all.filter((name) => !checked.some((words) => words.startsWith(`${name} `)))).toEqual([])
})

it('check api names the untrusted certificate of the API at once, and --ca', async () => {
  const target = ['--url', `${sts.origin}/nhn-api/test/hello`, '--audience', 'a', '--scope', 's']
  // Longer than the time limit of the test: no certificate becomes trusted by waiting.
  const message = await errorOf(['check', 'api', ...target, '--port', '0', '--ready', '600'])
  expect(message).toMatch(/the certificate of https:\/\/localhost:\d+ is not trusted \([A-Z_]+\): .* --ca$/)
})

it('https for a twin without TLS is named', async () => {
  const message = await errorOf(['clients', '--twin', plain.origin.replace('http:', 'https:')])
  expect(message).toMatch(/^helseid-mock: https:\/\/localhost:\d+ does not speak TLS.*: use http:\/\//)
})

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
it.each([
  ['ERR_TLS_CERT_ALTNAME_INVALID', /is for other names .* --tls-name$/],
  ['CERT_HAS_EXPIRED', /is not accepted \(CERT_HAS_EXPIRED\): expired$/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\)/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /is not trusted/],
])('%s is a certificate error', (code, message) => {
  expect(tlsProblem('https://twin.example/test', Object.assign(new Error('expired'), { code }))).toMatch(message)
})

it('an address at which nothing answers is not a certificate error', async () => {
  expect(await errorOf(['clients', '--twin', 'http://127.0.0.1:1'])).toMatch(/cannot reach .*: is the twin running\?/)
})

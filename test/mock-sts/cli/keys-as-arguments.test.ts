/** A private key given to a command instead of a path is not printed. */
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { commands as clientCommands, run as runClient } from '../../../client/cli/run.ts'
import { commands } from '../../../mock-sts/cli/index.ts'
import { run } from '../../../mock-sts/cli/run.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { isIn } from '../http/misplaced-secrets.ts'

afterEach(() => vi.restoreAllMocks())

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString()
const jwk = JSON.stringify(keyRing.ec)
const inPem = pem.split('\n')[2] as string
const keys: readonly (readonly [name: string, key: string, secret: string])[] = [
  ['a JWK', jwk, keyRing.ec.d],
  ['PEM', pem, inPem],
  ['PEM on one line', pem.replaceAll('\n', ' '), inPem],
  ['PEM with \\n', pem.replaceAll('\n', '\\n'), inPem],
  ['a JWK in base64', Buffer.from(jwk).toString('base64'), keyRing.ec.d],
]

/** Ways to give a key where a path, a name or a number is expected. */
const argumentsOf = (key: string): readonly (readonly string[])[] => [
  [key],
  ['print', key],
  [`--${key}`],
  ...[
    '--config',
    '--port',
    '--profile',
    '--issuer',
    '--tls-ca',
    '--data-dir',
    '--scenario',
    '--log-format',
    '--control-token',
    '--jwk',
    '--client',
    '--at',
    '--twin',
    '--out',
    '--alg',
    '--dir',
    '--api',
    '--url',
    '--baseline',
    '--junit',
    '--only',
    '--public-of',
  ].map((flag) => [flag, key]),
]

it.each(keys)('no command of helseid-mock prints %s', async (_, key, secret) => {
  const printed: string[] = []
  for (const method of ['log', 'error', 'warn'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.map(String).join(' ')))
  const leaks: string[] = []
  for (const name of ['', ...Object.keys(commands)])
    for (const args of argumentsOf(key)) {
      // These would start a twin, or write the key that they are given as a folder.
      const runs = ['serve', '', 'healthcheck', 'ca', 'keygen', 'check'].includes(name)
      if (runs && ['--control-token', '--data-dir', '--tls-ca', '--dir', '--out'].includes(args[0] ?? '')) continue
      printed.length = 0
      const failure = await run(
        [
          name,
          ...args,
          ...(['explain', 'compare'].includes(name) && args.length === 2 ? ['client_id=a&b=c'] : []),
        ].filter(Boolean),
      ).catch((error: Error) => String(error.stack))
      if (isIn(`${printed.join('\n')}${failure}`, secret, 2)) leaks.push(`${name} ${args[0]?.slice(0, 20)}`)
    }
  expect(leaks).toEqual([])
})

it.each(keys)('no command of helseid prints %s', async (_, key, secret) => {
  const printed: string[] = []
  const terminal = {
    env: {},
    out: (text: string) => void printed.push(text),
    err: (text: string) => void printed.push(text),
    now: Date.now,
    fetch: () => Promise.reject(new TypeError('no network in this test')),
  }
  const leaks: string[] = []
  const flags = [
    '--key',
    '--environment',
    '--issuer',
    '--certificate',
    '--client-id',
    '--alg',
    '--api',
    '--curl',
    '--scope',
    '--parent',
  ]
  for (const name of ['', ...Object.keys(clientCommands)])
    for (const args of [[key], [`--${key}`], ...flags.map((flag) => [flag, key])]) {
      const rest = ['--environment', 'test1', '--client-id', 'c', '--key', '/no/such/file'].filter(
        (word, index, all) => !args.includes(index % 2 === 0 ? word : (all[index - 1] as string)),
      )
      printed.length = 0
      const failure = await runClient(
        [name, ...args, ...(name === 'keygen' ? [] : rest)].filter(Boolean),
        terminal,
      ).catch((error: Error) => String(error.stack))
      if (isIn(`${printed.join('\n')}${failure}`, secret, 2)) leaks.push(`${name} ${args[0]?.slice(0, 20)}`)
    }
  expect(leaks).toEqual([])
})

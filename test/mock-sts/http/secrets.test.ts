/** No secret that is put into the wrong place of a request is kept or printed. */
import { publicJwk, signJws } from 'helseid-contract/rules'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import { describe, expect, it, vi } from 'vitest'
import { createScrubber, scrubber } from '../../../mock-sts/http/secrets.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { carriers, controlToken, encodings, isIn, requestOf, secrets } from './misplaced-secrets.ts'

it('a running twin keeps and prints no secret: every kind, in every place, under every encoding', async () => {
  const printed: string[] = []
  const spies = (['log', 'error', 'warn'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...args) => void printed.push(args.map(String).join(' '))),
  )
  await using twin = await startMockSts({
    port: 0,
    controlToken,
    log: ({ message, fields }) => printed.push(`${message} ${JSON.stringify(fields)}`),
  })
  const authorization = { headers: { Authorization: `Bearer ${controlToken}` } }
  const shown = async (path: string) => (await fetch(`${twin.origin}/_mock/requests${path}`, authorization)).text()
  const leaks: string[] = []
  let sent = 0
  for (const { kind, text, secret } of secrets)
    for (const [place, carry] of Object.entries(carriers))
      for (const [encoding, encode] of Object.entries(encodings)) {
        const carried = carry(encode(text))
        if (carried === undefined) continue
        printed.length = 0
        const { path, init } = requestOf(carried)
        await (await fetch(twin.origin + path, init)).arrayBuffer()
        const list = await shown('?endpoint=any&limit=1')
        const [{ id }] = JSON.parse(list).requests
        const { verdict, ...detail } = JSON.parse(await shown(`/${id}`))
        const broken = verdict?.rules.filter(({ outcome }: { outcome: string }) => outcome !== 'passed')
        const places = {
          list,
          detail: JSON.stringify({ ...detail, broken }),
          raw: await shown(`/${id}/raw`),
          log: printed.join('\n'),
        }
        sent += 1
        for (const [where, kept] of Object.entries(places))
          if (isIn(kept, secret)) leaks.push(`${kind} | ${place} | ${encoding} | ${where}`)
      }
  const metrics = await (await fetch(`${twin.origin}/metrics`, authorization)).text()
  expect(metrics).toContain('helseid_mock_requests_total')
  for (const { kind, secret } of secrets) if (isIn(metrics, secret)) leaks.push(`${kind} | metrics`)
  for (const spy of spies) spy.mockRestore()
  expect(leaks).toEqual([])
  expect(sent).toBeGreaterThan(1000)
}, 240_000)

describe('everything else stays as it is:', () => {
  const token = signJws({ alg: 'ES256', jwk: publicJwk(keyRing.ec) }, { sub: 'a' }, keyRing.ec, 'ES256')
  it.each([
    ['a token, an assertion or a proof', token],
    ['a form with an assertion', `client_id=a&client_assertion=${token}&scope=nhn%3Amsh%2Fapi`],
    ['a public RSA key', JSON.stringify(publicJwk(keyRing.registered))],
    ['a public key with empty private members', '{"kty":"EC","d":null,"oth":[],"x":"abc"}'],
    [
      'a public key in PEM',
      '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----',
    ],
    // Tenor: 80 is added to the month. NHN's own test people: 65.
    ['the number of a synthetic person', '05898597468 and 67865800174'],
    ['the number of a published test person', '24019491036'],
    ['prose about a client secret', 'client_secret: must be text; remove client_secret'],
  ])('%s', (_, text) => {
    expect(scrubber.text(text)).toBe(text)
    expect(scrubber.body(text)).toBe(text)
  })
})

it('keeps what surrounds a secret, and marks its kind', () => {
  const { d, ...rest } = keyRing.ec
  expect(JSON.parse(scrubber.text(JSON.stringify({ d, ...rest })))).toEqual({ d: '(withheld-private-key)', ...rest })
  expect(scrubber.body('a=1&client%5Fsecret=x%26y&b=2')).toBe('a=1&client%5Fsecret=(withheld-client-secret)&b=2')
  expect(scrubber.header('Cookie', 'a=1; b=2')).toEqual(['Cookie', 'a=(withheld-cookie); b=(withheld-cookie)'])
  const { text } = createScrubber(() => ['known-by-value'])
  expect(text('x KNOWN-by-value y')).toBe('x (withheld-control-token) y')
})

it('withholds a known secret that a verdict has cut', () => {
  const { text } = createScrubber(() => ['known-by-value-and-long'])
  expect(text('seen "xxknown-by-value-an… (121 characters)"')).toBe(
    'seen "xx(withheld-control-token) (121 characters)"',
  )
})

it('takes time in proportion to the length of a hostile text', () => {
  const hostile = [
    '\\',
    '"',
    'client_secret',
    '%25',
    'name="client_secret\r\n',
    '"oth":[',
    'cookie:',
    'client_secret="\\',
    '-----BEGIN PRIVATE KEY-----',
    '\\"',
    'Basic ',
  ]
  for (const part of hostile) {
    const time = (length: number) => {
      const text = part.repeat(length / part.length)
      const start = process.cpuUsage()
      scrubber.body(text)
      const { user } = process.cpuUsage(start)
      return user
    }
    time(8_000)
    // Eight times the length: quadratic work would take 64 times as long. The constant hides the noise of short times.
    expect(time(64_000), part).toBeLessThan(32 * time(8_000) + 300_000)
  }
})

it.each([
  'client_secret:',
  'client_secret: x ',
  'client_secret=(withheld',
  'client_secret="(withheld',
  '"oth":[',
  'name=client_secret\n\n',
  'name="client_secret"\r\n\r\nx',
  '%25252525252541client_secret:',
  'cookie: a',
  '\\\\"d\\\\":',
])('a mebibyte of %j is scrubbed in seconds, also after other encodings', (part) => {
  for (const end of ['PRIVATE', '+PRIVATE', '%25252525252541', '\\u0041'.repeat(8)]) {
    const start = process.cpuUsage()
    scrubber.body(`a=${part.repeat(2 ** 20 / part.length)}${end}`)
    // Up to 44 seconds when each match searches to the end of the text.
    expect(process.cpuUsage(start).user / 1e6, end).toBeLessThan(5)
  }
})

it.each(
  secrets
    .filter(({ kind }) => /PEM with spaces|PEM without BEGIN|XML/.test(kind) || kind.startsWith('private JWK, RSA'))
    .flatMap((secret) => (['plain', 'base64 in lines'] as const).map((encoding) => ({ ...secret, encoding }))),
)('the rule private-key-sent sees: $kind, $encoding', async ({ text, encoding }) => {
  const twin = createHelseIdMock()
  const body = new URLSearchParams({ client_assertion: encodings[encoding]?.(text) ?? text })
  await twin.fetch(`${twin.issuer('test')}/connect/token`, { method: 'POST', body })
  const rule = twin.requests.at(-1)?.verdict?.rules.find(({ id }) => id === 'private-key-sent')
  expect(rule).toMatchObject({ outcome: 'broken', severity: 'warn' })
})

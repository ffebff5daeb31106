/** No secret that is put into the wrong place of a request is kept or printed. */
import { publicJwk, signJws } from 'helseid-contract/rules'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import { describe, expect, it, vi } from 'vitest'
import { createScrubber, scrubber } from '../../../mock-sts/http/secrets.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { carriers, controlToken, encodings, isIn, requestOf, secrets } from './misplaced-secrets.ts'
import { moreSecrets } from './more-misplaced-secrets.ts'

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
  // Thousands of requests: minutes on a machine that does other work too.
}, 900_000)

const parts: Readonly<Record<string, (text: string) => string>> = {
  text: scrubber.text,
  'raw body': scrubber.body,
  'form field': (text) => scrubber.body(new URLSearchParams({ client_id: 'a', extra: text }).toString()),
  'form field, not encoded': (text) => scrubber.body(`client_id=a&extra=${text}`),
  'name of a form field': (text) => scrubber.body(new URLSearchParams({ [text]: '1' }).toString()),
  JSON: (text) => scrubber.body(JSON.stringify({ client_id: 'a', nested: [{ extra: text }] })),
  data: (text) => JSON.stringify(scrubber.data({ client_id: 'a', nested: [{ extra: text }] })),
  'multipart form': (text) =>
    scrubber.body(`--x\r\nContent-Disposition: form-data; name="extra"\r\n\r\n${text}\r\n--x--\r\n`),
  query: (text) => scrubber.address(`/x?extra=${encodeURIComponent(text)}`),
  path: (text) => scrubber.address(`/test/${text.replace(/[\r\n?#]/g, encodeURIComponent)}`),
  header: (text) => scrubber.header('X-Extra', text).join(': '),
  'command line': (text) => scrubber.text(`curl --data '${text}' https://host.example`),
  YAML: (text) => scrubber.body(`config:\n  extra: |\n${text.replace(/^/gm, '      ')}\n`),
  'claim of a token': (text) => {
    const claims = Buffer.from(JSON.stringify({ sub: 'a', extra: text })).toString('base64url')
    return scrubber.text(`eyJhbGciOiJFUzI1NiJ9.${claims}.c2lnbmF0dXJl`)
  },
}

it.each(moreSecrets)('withholds in every part of a request, under every encoding: $kind', ({ text, secret }) => {
  const leaks = Object.entries(parts).flatMap(([part, scrub]) =>
    Object.entries(encodings).flatMap(([encoding, encode]) =>
      isIn(scrub(encode(text)), secret) ? `${part} | ${encoding}` : [],
    ),
  )
  expect(leaks).toEqual([])
})

it.each([
  ['X-Api-Key', 's3cret-value', '(withheld-api-key)'],
  ['X-Auth-Token', 's3cret-value', '(withheld-api-key)'],
  ['apikey', 's3cret-value', '(withheld-api-key)'],
  ['Ocp-Apim-Subscription-Key', 's3cret-value', '(withheld-api-key)'],
  ['Authorization', 's3cret-value', '(withheld-authorization)'],
  ['Authorization', 'ApiKey s3cret-value', 'ApiKey (withheld-authorization)'],
  ['Authorization', 'Digest username="a", response="s3cret"', 'Digest (withheld-authorization)'],
  ['Authorization', 'Basic s3cret', 'Basic (withheld-basic-credentials)'],
  ['Proxy-Authorization', 'Negotiate s3cret', 'Negotiate (withheld-authorization)'],
  // The twin's own test material.
  ['Authorization', 'Bearer an-opaque-token', 'Bearer an-opaque-token'],
  ['Authorization', 'DPoP an-opaque-token', 'DPoP an-opaque-token'],
  ['Authorization', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'],
])('shows of the header field %s: %s', (name, value, shown) => {
  expect(scrubber.header(name, value)).toEqual([name, shown])
})

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
    ['the heading of a table', 'client_id\tclient_secret\tscope\na\tpassword\tnot used'],
    [
      'text with characters that no one sees',
      'password\u200b and \u{1f469}\u200d\u{1f52c} client\u00adsecret is a name',
    ],
    ['prose about a password', 'the grant type password, or a password (not used here), is refused'],
    ['a list of authentication methods', '["client_secret_basic","client_secret_post","private_key_jwt"]'],
    ['a method of authentication before a claim', '{"amr":["pwd"],"helseid://claims/identity/pid":"05898597468"}'],
    ['authorization details', 'authorization_details=%5B%7B%22type%22%3A%22helseid_authorization%22%7D%5D&a=b'],
    ['a thumbprint', '{"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"},"kid":"d"}'],
    ['places of a verdict', 'a private key in form.client_secret, headers.authorization, form.password'],
    ['an address with a port', 'https://localhost:8080/test/connect/token?a=user@host'],
    ['the name of a scenario', 'scenario api-wrong-audience | use --client-secret only for old clients'],
    ['what a verdict has seen', 'the request has an `Authorization: Basic` header, not a `client_secret` field'],
    ['a link', 'only if these rules pass: [no-client-secret](#no-client-secret)'],
    ['prose in which a name precedes code', 'With a control token, `/metrics` requires it'],
    ['a warning about an option', 'WARNING: --control-token shows the token: set HELSEID_MOCK_CONTROL_TOKEN instead'],
    ['an example of a field', 'send "Authorization: DPoP <access token>" and a `cookie`'],
    ['a request for a certificate', 'MIHxMIGYAgEAMDYxCzAJBgNVBAYTAk5PMRIwEAYDVQQKDAlOb3JzayBIZWxzZTETMBEGA1UEAwwK'],
    ['a public key in hexadecimal', '3059301306072a8648ce3d020106082a8648ce3d03010703420004a1b2c3d4e5f6a7b8c9d0e1f2'],
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

/** In microseconds of the processor, which other processes do not lengthen as they do the time of a clock. */
function work(text: string): number {
  const start = process.cpuUsage()
  scrubber.body(text)
  return process.cpuUsage(start).user
}

it.each([
  '\\',
  '"',
  '\\"',
  '%25',
  '%ffa',
  '&quot;',
  'client_secret',
  'client_secret:',
  'client_secret: x ',
  'client_secret: must ',
  'client_secret="\\',
  'client_secret=(withheld',
  'client_secret="(withheld',
  'client_secret,',
  'client_secret\t',
  'client_secret\ta ',
  'client_\u200bsecret:',
  'name="client_secret\r\n',
  'name=client_secret\n\n',
  'name="client_secret"\r\n\r\nx',
  '%25252525252541client_secret:',
  'cookie:',
  'cookie: a',
  'cookie: path=/;',
  'authorization: ',
  'Basic ',
  'password ',
  'http://a:',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  '"oth":[',
  '\\\\"d\\\\":',
  'd=',
  '<D>',
  'priv:',
  'MC4CAQAw ',
  '30 2e 02 01 00 30 ',
  'aaaaaaaaaaa/',
])('scrubs %j in time that is proportional to the length', (part) => {
  const repeated = (length: number) => `a=${part.repeat(length / part.length)}`
  work(repeated(2 ** 14))
  const short = Math.max(work(repeated(2 ** 16)), 5_000)
  // Quadratic work takes 256 times as long.
  expect(work(repeated(2 ** 20))).toBeLessThan(64 * short)
})

it.each(['cookie:', 'Basic ', 'password: ', 'client_secret: x '])(
  'nested encodings do not multiply the work on %j',
  (part) => {
    for (const end of ['PRIVATE', '+PRIVATE', '%25252525252541', '\\u0041'.repeat(8)]) {
      const text = `a=${part.repeat(2 ** 18 / part.length)}`
      // A text is read once as a field and once as a whole; its encodings may be removed a few times.
      expect(work(text + end), end).toBeLessThan(8 * work(text) + 20_000)
    }
  },
)

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

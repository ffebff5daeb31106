/** Private keys are found in every part of a token request, in every notation and under every encoding. */
import { publicJwk, signJws } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { mayHoldPrivateKey, privateKeysIn } from '../../../mock-sts/verdict/private-keys.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { encodings, type Misplaced, secrets } from '../http/misplaced-secrets.ts'
import { moreSecrets } from '../http/more-misplaced-secrets.ts'

const otherSecret =
  /^(client|Basic|cookie|control|national|value|list field|numbered|after|in paren|argument|option|secrets of|pass|pwd|variable|address|X-|api|Ocp|sub|Auth|user of)|^(?:bytes of Python|text of Rust|verbatim text|app\.config|variable of Kubernetes|form of Postman|value before|secret|SharedSecret|SharedAccessKey|arrow|column|zero-width|soft hyphen)/
const keys = [...secrets, ...moreSecrets].filter(({ kind }) => !otherSecret.test(kind))

const request = { method: 'POST', dpop: [], authorization: undefined } as unknown as Parameters<typeof privateKeysIn>[0]
const basic = (text: string) => `Basic ${Buffer.from(`client:${text}`).toString('base64')}`
const inForm = (name: string, text: string) => privateKeysIn(request, new Map([[name, [text]]]))
const inHeader = (name: string, text: string) => privateKeysIn({ ...request, headers: [[name, text]] }, undefined)
const inBody = (text: string) => privateKeysIn({ ...request, body: Buffer.from(text) }, undefined)

const carriers: Readonly<Record<string, (text: string) => readonly string[]>> = {
  body: inBody,
  'body with a client secret': (text) => inBody(`client_secret=${text}`),
  url: (text) => privateKeysIn({ ...request, url: `/x?a=${encodeURIComponent(text)}` }, undefined),
  'form field': (text) => inForm('extra', text),
  assertion: (text) => inForm('client_assertion', text),
  'header field': (text) => inHeader('X-Extra', text.replace(/[\r\n]/g, ' ')),
  // RFC 7617, as curl sends it, and RFC 6749 2.3.1.
  'password of Basic': (text) => inHeader('Authorization', basic(text)),
  'encoded password of Basic': (text) => inHeader('Authorization', basic(encodeURIComponent(text))),
}

it.each(keys)('sees in every part of a request, under every encoding: $kind', ({ text }: Misplaced) => {
  const missed = Object.entries(carriers).flatMap(([carrier, found]) =>
    Object.entries(encodings).flatMap(([encoding, encode]) =>
      found(encode(text)).length === 1 ? [] : `${carrier} | ${encoding}`,
    ),
  )
  expect(missed).toEqual([])
})

it('names the header field whose Basic credentials are a key', () => {
  expect(inHeader('Authorization', basic(JSON.stringify(keyRing.ec)))).toEqual(['headers.authorization'])
})

describe('sees no private key in', () => {
  const proof = signJws(
    { alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk(keyRing.ec) },
    { jti: 'a', htu: 'https://localhost/connect/token' } as never,
    keyRing.ec,
    'ES256',
  )
  it.each([
    ['Basic credentials', basic('s3cret-value-of-a-client-that-is-not-a-key')],
    ['a proof', proof],
    ['a public key', JSON.stringify(publicJwk(keyRing.registered))],
  ])('%s', (_, text) => {
    for (const found of Object.values(carriers)) expect(found(text)).toEqual([])
    expect(inHeader('Authorization', text)).toEqual([])
  })
})

it('is the first thing that the log says about a refused request', async () => {
  const lines: string[] = []
  const twin = createHelseIdMock({ log: ({ message }) => lines.push(message) })
  const body = new URLSearchParams({
    client_id: 'a',
    grant_type: 'client_credentials',
    jwk: JSON.stringify(keyRing.ec),
  })
  await twin.fetch(`${twin.issuer('test')}/connect/token`, { method: 'POST', body })
  const [, first, ...others] = String(lines.at(-1)).split(' | ')
  expect(first).toMatch(/^private-key-sent: seen a private key in form\.jwk\. Replace this key pair now/)
  expect(others.join()).not.toContain('private-key-sent')
  expect(others[1]).toMatch(/: expected .+, seen /)
})

it.each([
  [
    'a header with the thumbprint of a key',
    { alg: 'PS256', kid: 'LVtxr8CmqH-mi3KA2MU0NIGcRK9ePXYuWEAcStoco1o', typ: 'client-authentication+jwt' },
  ],
  [
    'claims',
    { iss: 'client', aud: 'https://localhost/test', jti: 'd874bcf7-9f46-4f96-b87c-11ae7e2944c2', exp: 1795886082 },
  ],
  ['a header with a key', { typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk(keyRing.ec) }],
])('does not search %s, which would cost a tenth of a token request', (_, part) => {
  expect(mayHoldPrivateKey(JSON.stringify(part))).toBe(false)
})

it('sees the beginning of a key in a member that other members follow', () => {
  const beginning = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoI'
  expect(inBody(JSON.stringify({ kid: beginning, typ: 'client-authentication+jwt' }))).toEqual(['body'])
})

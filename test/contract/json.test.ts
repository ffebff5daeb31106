/**
 * HelseID's JSON, as System.Text.Json writes it by default (cases.md E23; `+` is confirmed by recordings). Expectations: .NET's documentation,
 * https://learn.microsoft.com/en-us/dotnet/standard/serialization/system-text-json/character-encoding, and its DefaultJavaScriptEncoder.
 */
import fc from 'fast-check'
import { helseIdJson } from 'helseid-contract'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { registration } from '../mock-sts/endpoints/raw-token-request.ts'

describe('helseIdJson', () => {
  it.each([
    ['+', String.raw`"\u002B"`],
    ['&', String.raw`"\u0026"`],
    ['<', String.raw`"\u003C"`],
    ['>', String.raw`"\u003E"`],
    ["'", String.raw`"\u0027"`],
    ['"', String.raw`"\u0022"`],
    ['`', String.raw`"\u0060"`],
    ['\\', String.raw`"\\"`],
    ['/', '"/"'],
    ['\b\f\n\r\t', String.raw`"\b\f\n\r\t"`],
    ['\u0000\u001f', String.raw`"\u0000\u001F"`],
    ['\u007f', String.raw`"\u007F"`],
    ['GRØNN', String.raw`"GR\u00D8NN"`],
    ['😀', String.raw`"\uD83D\uDE00"`],
    ['\ud83d', String.raw`"\uFFFD"`],
    ['\\"', String.raw`"\\\u0022"`],
    ['\\ud83d', String.raw`"\\ud83d"`],
  ])('writes the text %j as %s', (text, expected) => {
    expect(helseIdJson(text)).toBe(expected)
    expect(helseIdJson({ [text]: [text] })).toBe(`{${expected}:[${expected}]}`)
  })

  it('means the same as JSON.stringify, and is ASCII', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = helseIdJson(value)
        expect(text).toMatch(/^[ -~]*$/)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: 23, numRuns: 2000 },
    )
  })
})

describe('the twin writes it in', () => {
  const twin = createHelseIdMock({
    clients: [{ ...registration, name: "Bjørn & Ås' <EPJ>" }],
    issuer: 'http://localhost',
  })
  const partsOf = (jwt: string) => jwt.split('.').map((part) => Buffer.from(part, 'base64url').toString())

  it('the header and claims of an access token', async () => {
    const { accessToken } = await twin.mint({ clientId: registration.clientId })
    const [header, claims] = partsOf(accessToken)
    expect(header).toContain(String.raw`"typ":"at\u002Bjwt"`)
    expect(claims).toContain(String.raw`Bj\u00F8rn \u0026 \u00C5s\u0027 \u003CEPJ\u003E`)
  })

  it('the JWKS, whose certificate is in standard base64', async () => {
    const jwks = await twin.handle(new Request('http://localhost/test/.well-known/openid-configuration/jwks'))
    const text = await jwks.text()
    expect(text).toContain(String.raw`\u002B`)
    expect(text).not.toContain('+')
  })

  it('the error descriptions of the token endpoint', async () => {
    const headers = { 'x-helseid-mock-scenario': 'nonce-challenge-without-header' }
    const challenge = await twin.handle(
      new Request('http://localhost/test/connect/token', { method: 'POST', headers, body: new URLSearchParams() }),
    )
    expect(await challenge.text()).toBe(
      String.raw`{"error":"use_dpop_nonce","error_description":"Missing \u0027nonce\u0027 value."}`,
    )
  })
})

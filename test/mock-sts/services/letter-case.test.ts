/**
 * NHN's services find a path in any letter case and with a final slash, as ASP.NET Core's routes do:
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'

const twin = createHelseIdMock()
const local = 'http://localhost'

it.each([
  `${local}/nhn-api/test/hello`,
  `${local}/NHN-API/test/Hello`,
  `${local}/Nhn-Api/TEST/hello/`,
  'https://helseid-sts.test.nhn.no/NHN-API/Test/HELLO',
])('the protected API answers at %s a proof for the address as it was called', async (url) => {
  const call = async (htu: string) => {
    const { accessToken, proof } = await twin.mint({
      issuer: new URL(url).hostname === 'localhost' ? `${local}/test` : 'https://helseid-sts.test.nhn.no',
      proof: { url: htu },
    })
    const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof) }
    return (await twin.handle(new Request(url, { headers }))).status
  }
  expect(await call(url)).toBe(200)
  // RFC 9449 4.3: htu is compared as a URL, whose path has a letter case (RFC 3986 6.2.2.1).
  expect(await call(url.replace(/hello\/?$/i, 'heLLo'))).toBe(401)
})

it.each([
  `${local}/TTT/v2/create-test-token-with-key`,
  `${local}/Ttt/V2/Create-Test-Token-With-Key/`,
  `${local}/V2/Create-Test-Token-With-Key/`,
  'https://helseid-ttt.test.nhn.no/V2/CREATE-test-token-with-key',
])('the test-token service answers at %s', async (url) => {
  const body = JSON.stringify({ audience: 'nhn:test-public-samplecode' })
  const request = new Request(url, { method: 'POST', headers: { 'x-auth-key': 'any' }, body })
  expect((await twin.handle(request)).status).toBe(200)
})

it.each([
  `${local}/Selvbetjening/TEST/V1/Client`,
  `${local}/selvbetjening/test/v1/client-secret/`,
  'https://api.selvbetjening.test.nhn.no/V1/Client-Status/',
])('Selvbetjening knows %s, and requires a token there', async (url) => {
  expect((await twin.handle(new Request(url))).status).toBe(401)
})

/** Responses with a text: plain for the server, a fetch `Response` for programs. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { bodyTextOf, fetchResponse, TextResponse } from '../../../mock-sts/http/text-response.ts'

const headers = { 'Content-Type': 'application/json; charset=UTF-8', 'DPoP-Nonce': 'abc' }
const refused = () => new TextResponse('{"error":"use_dpop_nonce"}', { status: 400, headers })

it('becomes a fetch Response with its status, headers and body, also after a header was added', async () => {
  const plain = refused()
  plain.headers.set('X-Verdict', '/_mock/requests/1')
  const whole = fetchResponse(plain)
  expect(whole).toBeInstanceOf(Response)
  expect([whole.status, whole.ok, plain.ok]).toEqual([400, false, false])
  expect(Object.fromEntries(whole.headers)).toEqual({
    'content-type': 'application/json; charset=UTF-8',
    'dpop-nonce': 'abc',
    'x-verdict': '/_mock/requests/1',
  })
  expect(await whole.json()).toEqual({ error: 'use_dpop_nonce' })
})

it.each<[string, (response: Response) => Promise<unknown>]>([
  ['text', async (response) => response.text()],
  ['json', async (response) => response.json()],
  ['bytes', async (response) => response.bytes()],
  ['arrayBuffer', async (response) => Buffer.from(await response.arrayBuffer())],
  ['blob', async (response) => (await response.blob()).text()],
  ['clone', async (response) => response.clone().text()],
])('is read as a fetch Response is: %s', async (_, read) => {
  expect(await read(refused())).toEqual(
    await read(new Response('{"error":"use_dpop_nonce"}', { status: 400, headers })),
  )
})

it('can be read for the journal any number of times before it is sent', async () => {
  const plain = refused()
  expect([await bodyTextOf(plain), await bodyTextOf(plain)]).toEqual([plain.content, plain.content])
  expect([plain.bodyUsed, await plain.text(), plain.bodyUsed]).toEqual([false, plain.content, true])
})

it('programs in the same process get a fetch Response from every entry point', async () => {
  const twin = createHelseIdMock()
  const session = await twin.createSession()
  const address = `${twin.issuer('test')}/.well-known/openid-configuration`
  for (const { handle, fetch } of [twin, session])
    for (const response of [await handle(new Request(address)), await fetch(address)])
      expect(response).toBeInstanceOf(Response)
})

/** The hook by which a verdict link answers with a page instead of data. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { handleControl } from '../../../mock-sts/control/control-plane.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'

const page = (pathname: string, request: Pick<Request, 'headers'>) =>
  pathname.startsWith('/requests/') && request.headers.get('accept') === 'text/html'
    ? new Response(`page for ${pathname}`, { headers: { 'Content-Type': 'text/html' } })
    : undefined

const { context } = assembleTwin({ controlToken: 'hush-hush' }, { issuerOf: realIssuerOf, store: createMemoryStore() })

async function get(path: string, headers: Record<string, string>, method = 'GET') {
  const url = new URL(`http://localhost:8080/_mock${path}`)
  const response = await handleControl(context, url, new Request(url, { method, headers }), {}, page)
  return [response?.status, response?.headers.get('content-type'), await response?.text()]
}

it('a page is sent without the control token to who prefers it, and data only with the token', async () => {
  expect(await get('/requests/1', { accept: 'text/html' })).toEqual([200, 'text/html', 'page for /requests/1'])
  expect((await get('/requests/1', { accept: 'application/json' }))[0]).toBe(401)
  expect((await get('/requests', { accept: 'text/html' }))[0]).toBe(401)
  expect((await get('/requests/1', { accept: 'text/html' }, 'DELETE'))[0]).toBe(401)
})

it('a page is not sent to a foreign web page', async () => {
  const headers = { accept: 'text/html', origin: 'https://evil.example', 'sec-fetch-mode': 'cors' }
  expect((await get('/requests/1', headers))[0]).toBe(403)
})

it('a twin answers with data to who does not prefer a page', async () => {
  const twin = createHelseIdMock()
  const request = new Request('http://localhost:8080/_mock/requests/1', { headers: { accept: 'text/plain' } })
  expect((await twin.handle(request)).headers.get('content-type')).toBe('application/problem+json')
})

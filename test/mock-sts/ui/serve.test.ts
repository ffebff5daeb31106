/** The addresses of the workbench: who is led there, what is served, with which headers, and what the address shows where it is missing. */
import { createHelseIdMock, type HelseIdMock, type MockOptions } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { builtAsset, builtPage } from '../../../mock-sts/ui/built-files.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'

const twin = (options: MockOptions = {}) => createHelseIdMock(options)
const get = (mock: Pick<HelseIdMock, 'fetch'>, path: string, headers: Record<string, string> = {}) =>
  mock.fetch(`http://localhost:8080${path}`, { headers, redirect: 'manual' })

describe('the root', () => {
  it('leads a browser to the workbench, by an address relative to the one that the browser shows', async () => {
    const response = await get(twin(), '/', { accept: browser })
    expect([response.status, response.headers.get('location'), response.headers.get('vary')]).toEqual([
      302,
      '_mock/ui/',
      'Accept',
    ])
  })

  it.each(['*/*', 'application/json', 'application/json, text/html', ''])(
    'answers a program that accepts "%s" with the paths that exist',
    async (accept) => {
      const response = await get(twin(), '/', accept === '' ? {} : { accept })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('/test/.well-known') })
    },
  )

  it('of a session leads to the workbench of the session, with and without the final slash', async () => {
    const mock = twin()
    const session = await mock.createSession()
    const { pathname } = new URL(session.origin)
    const at = async (path: string) => {
      const response = await get(mock, path, { accept: browser })
      return new URL(response.headers.get('location') ?? '', `http://localhost:8080${path}`).pathname
    }
    expect([await at(pathname), await at(`${pathname}/`)]).toEqual([`${pathname}/_mock/ui/`, `${pathname}/_mock/ui/`])
  })
})

describe('the built page', () => {
  it('has a policy that allows scripts, styles and requests of the twin itself and nothing else', async () => {
    const { status, headers } = await get(twin(), '/_mock/ui/')
    expect(status).toBe(200)
    expect(headers.get('content-security-policy')?.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    )
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    ['/_mock/ui/', './'],
    ['/_mock/ui/requests', './'],
    ['/_mock/ui/requests/abc', '../'],
    ['/_mock/ui/requests/abc/def', '../../'],
  ])('at %s names its files relative to itself', async (path, up) => {
    const text = await (await get(twin(), path)).text()
    const names = [...text.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThanOrEqual(2)
    for (const name of names) {
      expect(name.startsWith(`${up}assets/`)).toBe(true)
      const file = await get(twin(), new URL(name, `http://localhost${path}`).pathname)
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
      expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('is checked again on each visit, because the names in it change', async () => {
    expect((await get(twin(), '/_mock/ui/')).headers.get('cache-control')).toBe('no-cache')
  })

  it('is served without the control token, which the page requests', async () => {
    expect((await get(twin({ controlToken: 'a-control-token-of-a-test' }), '/_mock/ui/')).status).toBe(200)
  })

  it('is not served at a name that someone else may control', async () => {
    const response = await twin().fetch('http://rebound.example/_mock/ui/')
    expect(response.status).toBe(421)
  })

  it('answers HEAD without a body, and refuses other methods', async () => {
    const ask = (method: string) => twin().fetch('http://localhost:8080/_mock/ui/', { method })
    expect([(await ask('HEAD')).status, await (await ask('HEAD')).text()]).toEqual([200, ''])
    expect([(await ask('POST')).status, (await ask('POST')).headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})

it.each(['..%2F..%2Fpackage.json', '../../package.json', 'index.html', 'unknown.js', '%00.js'])(
  'the file assets/%s does not exist',
  async (name) => {
    expect(await builtAsset(decodeURIComponent(name))).toBeUndefined()
    expect((await get(twin(), `/_mock/ui/assets/${name}`)).status).not.toBe(500)
  },
)

it('the page that loads the workbench has no script or style in it', async () => {
  expect(await builtPage()).not.toMatch(/<style|<script(?![^>]+src=)|\son\w+=|\sstyle=/)
})

describe('without a control plane', () => {
  it('the address shows a short page that says so and names the issuer', async () => {
    const response = await get(twin({ control: false }), '/_mock/ui/', { accept: browser })
    const text = await response.text()
    expect(response.status).toBe(404)
    expect(text).toContain('This twin has no control plane')
    expect(text).toContain('http://localhost:8080/test')
    expect(text).not.toContain('<script')
  })

  it('the root leads there', async () => {
    expect((await get(twin({ control: false }), '/', { accept: browser })).headers.get('location')).toBe('_mock/ui/')
  })
})

describe('a verdict link', () => {
  const refused = async (mock: HelseIdMock) => {
    const body = new URLSearchParams({ client_id: 'unknown', grant_type: 'client_credentials' })
    const answer = await mock.fetch('http://localhost:8080/test/connect/token', { method: 'POST', body })
    const link = answer.headers.get('x-helseid-mock-verdict') ?? ''
    return { pathname: new URL(link).pathname, search: new URL(link).search }
  }

  it('leads a browser to the page of the request, and gives a program JSON', async () => {
    const mock = twin()
    const { pathname } = await refused(mock)
    const response = await get(mock, pathname, { accept: browser })
    expect([response.status, response.headers.get('location'), response.headers.get('vary')]).toEqual([
      302,
      pathname.replace('/_mock/requests/', '../ui/requests/'),
      expect.stringContaining('Accept'),
    ])
    for (const accept of ['application/json', '*/*'])
      expect(await (await get(mock, pathname, { accept })).json()).toMatchObject({ clientId: 'unknown' })
  })

  it('keeps its key, which opens that request with its flow and nothing else', async () => {
    const mock = twin({ controlToken: 'hush-hush-hush-hush' })
    const { pathname, search } = await refused(mock)
    const response = await get(mock, pathname + search, { accept: browser })
    expect(response.headers.get('location')).toBe(pathname.replace('/_mock/requests/', '../ui/requests/') + search)
    expect(search).toMatch(/^\?key=/)
    const status = async (path: string) => (await get(mock, path + search, { accept: 'application/json' })).status
    expect(await status(pathname)).toBe(200)
    expect(await status('/_mock/requests')).toBe(401)
  })
})

/** `/confirm-client/<id>`: a person confirms or declines a client draft on a page, and nothing else does. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHelseIdClient } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const scopes = ['nhn:selvbetjening/client']
const key = keyRing.ec384 as Jwk
const draft = {
  organizationNumber: '994598759',
  publicJwk: publicJwk(key),
  apiScopes: scopes,
  redirectUris: ['https://epj.example/login'],
  postClientConfirmationRedirectUri: 'http://localhost:1337/callback',
}

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0 })
})
afterEach(() => sts.close())

const post = async (more: object = {}) =>
  fetch(`${sts.origin}/selvbetjening/test/v1/client-drafts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': 'any' },
    body: JSON.stringify({ ...draft, ...more }),
  })
const drafted = async (more: object = {}) => ((await (await post(more)).json()) as { clientId: string }).clientId
const addressOf = (clientId: string, query = '') =>
  `${sts.origin}/selvbetjening/test/confirm-client/${clientId}${query}`
const asBrowser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' }
const read = async (clientId: string, query = '', method = 'GET') =>
  fetch(addressOf(clientId, query), { method, headers: asBrowser })
const tokenIn = (page: string) => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? ''
const tokenOf = async (clientId: string, query = '') => tokenIn(await (await read(clientId, query)).text())

interface Sent {
  readonly decision?: string
  readonly token?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends the form as the page's own browser does, unless the test says otherwise. */
const send = async (clientId: string, { decision = 'confirm', token, query = '', headers = {} }: Sent = {}) =>
  fetch(addressOf(clientId, query), {
    method: 'POST',
    redirect: 'manual',
    headers: { ...asBrowser, origin: sts.origin, 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams({ token: token ?? (await tokenOf(clientId, query)), decision }),
  })

/** Whether the drafted client gets tokens. */
const isEnabled = async (clientId: string) => {
  const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
  return client.getToken().then(
    () => true,
    () => false,
  )
}
const seen = async (response: Response) => [
  response.status,
  response.headers.get('content-type'),
  await response.text(),
]

describe('the page of a draft', () => {
  it('shows what is to be confirmed, and changes nothing', async () => {
    sts.clock.freeze('2026-11-28T10:12:30Z')
    const clientId = await drafted({
      childOrganizationNumbers: ['983658725'],
      audienceSpecificClientClaims: [{ key: 'nhn:msh/client/claims/herid', value: '8142519' }],
      postLogoutRedirectUris: ['https://epj.example/logout'],
    })
    const page = await read(clientId)
    const text = await page.text()
    expect(page.status).toBe(200)
    for (const part of [
      clientId,
      '994598759',
      '983658725',
      'nhn:selvbetjening/client',
      'nhn:msh/client/claims/herid = 8142519',
      'https://epj.example/login',
      'https://epj.example/logout',
      'http://localhost:1337/callback',
      keyRing.ec384.kid,
      '2026-11-28 10:12 UTC',
      '2026-12-28 10:12 UTC',
    ])
      expect(text).toContain(part)
    expect(await isEnabled(clientId)).toBe(false)
    expect((await read(clientId)).status).toBe(200)
  })

  it('is kept from caches, frames, scripts and other sites by its headers', async () => {
    const page = await read(await drafted())
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    })
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ').map((directive) => directive.replace(/'sha256-[\w+/]{43}='/, '<hash>'))).toEqual([
      "default-src 'none'",
      'style-src <hash>',
      "base-uri 'none'",
      'img-src data:',
      "form-action 'self' http://localhost:1337",
      "frame-ancestors 'none'",
    ])
  })

  it('answers HEAD with the headers of GET and without a body', async () => {
    const clientId = await drafted()
    const [get, head] = [await read(clientId), await read(clientId, '', 'HEAD')]
    const ofConnection = ['date', 'connection', 'keep-alive']
    const fields = (response: Response) =>
      Object.fromEntries([...response.headers].filter(([name]) => !ofConnection.includes(name)))
    expect([head.status, fields(head), await head.text()]).toEqual([200, fields(get), ''])
    expect(await isEnabled(clientId)).toBe(false)
  })

  // RFC 9110 12.5.1: without the header anything is acceptable; the most specific range decides.
  it.each([
    [undefined, 200],
    ['*/*', 200],
    ['text/*', 200],
    ['application/json, */*;q=0.1', 200],
    ['TEXT/HTML;level=1', 200],
    ['*/*;q=0, text/html', 200],
    ['application/json', 406],
    ['text/plain', 406],
    ['*/*, text/html;q=0', 406],
    ['text/*;q=0.000, */*', 406],
  ])('is sent unless the caller excludes HTML: Accept: %s leads to %i', async (accept, status) => {
    const clientId = await drafted()
    const request = new Request(addressOf(clientId), { headers: accept === undefined ? {} : { accept } })
    const answer = await sts.handle(request)
    const type = status === 200 ? 'text/html; charset=utf-8' : 'application/problem+json'
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
  })

  it('tells a program that a person confirms here, and what the program can do instead', async () => {
    const clientId = await drafted()
    const answer = await fetch(addressOf(clientId), { headers: { accept: 'application/json' } })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([406, 'application/problem+json'])
    const { detail } = (await answer.json()) as { detail: string }
    expect(detail).toContain(`POST ${sts.origin}/_mock/clients/${clientId}/confirm`)
    expect(detail).toContain('confirmClient(clientId)')
    expect(await isEnabled(clientId)).toBe(false)
  })

  it('does not name a control plane that is switched off', async () => {
    const twin = createHelseIdMock({ control: false })
    const origin = 'https://api.selvbetjening.test.nhn.no'
    const made = await twin.handle(
      new Request(`${origin}/v1/client-drafts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'api-key': 'any' },
        body: JSON.stringify(draft),
      }),
    )
    const { clientId } = (await made.json()) as { clientId: string }
    const url = `${origin}/confirm-client/${clientId}`
    const page = await (await twin.handle(new Request(url, { headers: asBrowser }))).text()
    const program = await (await twin.handle(new Request(url, { headers: { accept: 'application/json' } }))).text()
    expect([page, program].map((text) => text.includes('/_mock'))).toEqual([false, false])
    expect([page.includes(clientId), program.includes('confirmClient')]).toEqual([true, true])
  })

  it.each(['PUT', 'DELETE', 'PATCH'])('refuses %s, and names the methods it has', async (method) => {
    const answer = await fetch(addressOf(await drafted()), { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  })
})

it('README.md has the body of a draft that the twin accepts, and the address of its page', async () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const [, url = '', body = ''] =
    /curl (localhost:8080\/selvbetjening\/\S+\/client-drafts) -H 'api-key: any' -H 'content-type: application\/json' -d '([^']+)'/.exec(
      readme,
    ) ?? []
  const answer = await fetch(url.replace('localhost:8080', sts.origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': 'any' },
    body,
  })
  const { clientId } = (await answer.json()) as { clientId: string }
  expect(readme).toContain('`/selvbetjening/<sts>/confirm-client/<id>`')
  expect((await fetch(addressOf(clientId))).status).toBe(200)
})

describe('the form of the page', () => {
  it('confirms: the client gets tokens, and the user is sent to the registered address with status=Success', async () => {
    const clientId = await drafted()
    const answer = await send(clientId)
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
      303,
      'http://localhost:1337/callback?status=Success',
      '',
    ])
    expect(await isEnabled(clientId)).toBe(true)
  })

  it('declines: the client gets no token, and the user is sent nowhere', async () => {
    const clientId = await drafted()
    const answer = await send(clientId, { decision: 'decline' })
    const [status, , text] = await seen(answer)
    expect([status, answer.headers.get('location')]).toEqual([200, null])
    expect(text).toContain('The client was declined')
    expect(text).toContain('href="http://localhost:1337/callback?status=Declined"')
    expect(await isEnabled(clientId)).toBe(false)
  })

  it('is accepted once: the second of two concurrent confirmations changes nothing', async () => {
    const clientId = await drafted()
    const token = await tokenOf(clientId)
    const body = new URLSearchParams({ token, decision: 'confirm' })
    // In process, both find the draft open before either has decided.
    const confirm = () => sts.handle(new Request(addressOf(clientId), { method: 'POST', headers: asBrowser, body }))
    const answers = await Promise.all([confirm(), confirm()])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
    expect((await send(clientId, { token })).status).toBe(409)
    expect(await isEnabled(clientId)).toBe(true)
  })

  it.each<[string, Sent]>([
    ['without the value of the page', { token: '' }],
    ['with another value', { token: 'x'.repeat(43) }],
    ['with a value that is longer', { token: 'x'.repeat(4300) }],
    ['from a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
    ['from a page of the same site at another origin', { headers: { 'sec-fetch-site': 'same-site' } }],
    ['from no page', { headers: { 'sec-fetch-site': 'none' } }],
  ])('is refused %s, and the draft stays', async (_, sent) => {
    const clientId = await drafted()
    const [status, type, text] = await seen(await send(clientId, sent))
    expect([status, type]).toEqual([403, 'text/html; charset=utf-8'])
    expect(text).toContain('Nothing was confirmed')
    expect(await isEnabled(clientId)).toBe(false)
    expect((await send(clientId)).status).toBe(303)
  })

  it.each(['null', 'https://stranger.example', 'http://localhost:1', 'nonsense'])(
    'is refused with Origin: %s from a browser that sends no Sec-Fetch-Site',
    async (origin) => {
      const clientId = await drafted()
      const body = new URLSearchParams({ token: await tokenOf(clientId), decision: 'confirm' })
      // In process: fetch adds Sec-Fetch-Site to what it sends.
      const sent = (headers: Record<string, string>) =>
        sts.handle(new Request(addressOf(clientId), { method: 'POST', headers: { ...asBrowser, ...headers }, body }))
      expect((await sent({ origin })).status).toBe(403)
      expect((await sent({ origin: sts.origin })).status).toBe(303)
    },
  )

  it('is accepted behind a proxy that the twin does not know, because the browser vouches for the page', async () => {
    const clientId = await drafted()
    expect((await send(clientId, { headers: { origin: 'https://twin.example' } })).status).toBe(303)
  })

  it('of one draft does not confirm another', async () => {
    const [one, other] = [await drafted(), await drafted()]
    expect((await send(other, { token: await tokenOf(one) })).status).toBe(403)
    expect(await isEnabled(other)).toBe(false)
  })

  it.each<[string, number, RequestInit]>([
    ['without a decision', 400, { body: new URLSearchParams({ token: 'TOKEN' }) }],
    ['as JSON', 415, { body: '{"decision":"confirm"}', headers: { 'content-type': 'application/json' } }],
    ['as text', 415, { body: 'token=TOKEN&decision=confirm', headers: { 'content-type': 'text/plain' } }],
    ['with 70,000 bytes', 413, { body: new URLSearchParams({ token: 'x'.repeat(70_000) }) }],
  ])('%s is refused with %i', async (_, status, { body, headers }) => {
    const clientId = await drafted()
    const text = String(body).replace('TOKEN', await tokenOf(clientId))
    const sent = typeof body === 'string' ? text : new URLSearchParams(text)
    const answer = await fetch(addressOf(clientId), { method: 'POST', headers: headers ?? {}, body: sent })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await isEnabled(clientId)).toBe(false)
  })

  it('works in a session, at the address of the session', async () => {
    await using session = await sts.createSession()
    const url = (path: string) => `${session.origin}/selvbetjening/test/${path}`
    const made = await fetch(url('v1/client-drafts'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': 'any' },
      body: JSON.stringify(draft),
    })
    const { clientId } = (await made.json()) as { clientId: string }
    const page = await (await fetch(url(`confirm-client/${clientId}`), { headers: asBrowser })).text()
    expect(page).toContain(`${session.origin}/_mock/clients/${clientId}/confirm`)
    const body = new URLSearchParams({ token: tokenIn(page), decision: 'confirm' })
    const answer = await fetch(url(`confirm-client/${clientId}`), { method: 'POST', redirect: 'manual', body })
    expect(answer.status).toBe(303)
  })
})

it('a page at a name that anyone could point at this machine can neither draft nor confirm a client', async () => {
  const clientId = await drafted()
  const twin = sts as StartedMockSts
  const at = (path: string, init: RequestInit = {}) =>
    twin.handle(new Request(`http://rebound.example:${sts.port}/selvbetjening/test${path}`, init))
  const page = await at(`/confirm-client/${clientId}`, { headers: asBrowser })
  expect([page.status, tokenIn(await page.text())]).toEqual([421, ''])
  const confirm = await at(`/confirm-client/${clientId}`, {
    method: 'POST',
    headers: { ...asBrowser, origin: `http://rebound.example:${sts.port}`, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ token: await tokenOf(clientId), decision: 'confirm' }),
  })
  expect(confirm.status).toBe(421)
  const headers = { 'content-type': 'application/json', 'api-key': 'any' }
  expect((await at('/v1/client-drafts', { method: 'POST', headers, body: JSON.stringify(draft) })).status).toBe(421)
  expect(await isEnabled(clientId)).toBe(false)
})

describe('a draft that does not await a decision', () => {
  const states: [string, number, RegExp, (clientId: string) => Promise<unknown>][] = [
    ['confirmed', 409, /already confirmed/, (clientId) => send(clientId)],
    ['declined', 410, /was declined/, (clientId) => send(clientId, { decision: 'decline' })],
    ['expired', 410, /has expired/, async () => sts.clock.advance({ days: 30 })],
    ['removed', 404, /does not exist/, async () => sts.reset()],
  ]

  it.each(states)('%s has its own page with status %i', async (_, status, text, end) => {
    const clientId = await drafted()
    const token = await tokenOf(clientId)
    await end(clientId)
    for (const answer of [await read(clientId), await send(clientId, { token })]) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(await answer.text()).toMatch(text)
    }
    const head = await read(clientId, '', 'HEAD')
    const program = await fetch(addressOf(clientId))
    expect([head.status, program.status, program.headers.get('content-type')]).toEqual([
      status,
      status,
      'application/problem+json',
    ])
  })

  it('awaits one until its thirtieth day ends', async () => {
    sts.clock.freeze('2026-11-28T10:12:30Z')
    const clientId = await drafted()
    sts.clock.freeze('2026-12-28T10:12:29Z')
    expect((await read(clientId)).status).toBe(200)
    sts.clock.freeze('2026-12-28T10:12:30Z')
    expect((await read(clientId)).status).toBe(410)
  })

  it('stays so after a restart', async () => {
    const options = { port: 0, dataDir: mkdtempSync(join(tmpdir(), 'helseid-mock-')) }
    await sts.close()
    sts = await startMockSts(options)
    const [confirmed, declined] = [await drafted(), await drafted()]
    await send(confirmed)
    await send(declined, { decision: 'decline' })
    await sts.close()
    sts = await startMockSts(options)
    expect([(await read(confirmed)).status, (await read(declined)).status]).toEqual([409, 410])
    expect([await isEnabled(confirmed), await isEnabled(declined)]).toEqual([true, false])
  })

  it('is an unknown draft at another STS, and for a client that was never drafted', async () => {
    const clientId = await drafted()
    await sts.registerClient({ clientId: 'registered', jwks: { keys: [publicJwk(key)] }, scopes })
    const elsewhere = await fetch(addressOf(clientId).replace('/test/', '/prod/'), { headers: asBrowser })
    expect([elsewhere.status, (await read('registered')).status]).toEqual([404, 404])
  })
})

describe('the redirect after the confirmation', () => {
  it.each([
    ['', '?redirectPort=4711&redirectPath=done', 'http://localhost:4711/done?status=Success'],
    ['', '?redirectPort=4711&redirectPath=/done', 'http://localhost:4711/done?status=Success'],
    ['', '?redirectPort=4711&redirectPath=//stranger.example', 'http://localhost:4711/stranger.example?status=Success'],
    [
      '',
      '?redirectPort=4711&redirectPath=\\\\stranger.example',
      'http://localhost:4711/stranger.example?status=Success',
    ],
    ['', '?redirectPort=99999&redirectPath=done', 'http://localhost:1337/callback?status=Success'],
    ['', '?redirectPort=@stranger.example&redirectPath=x', 'http://localhost:1337/callback?status=Success'],
    ['', '?redirectPort=%3Cport%3E&redirectPath=%3Cpath%3E', 'http://localhost:1337/callback?status=Success'],
    ['https://epj.example/a%20b?c=d%20e&f#g', '', 'https://epj.example/a%20b?c=d%20e&f&status=Success#g'],
    ['https://epj.example', '', 'https://epj.example/?status=Success'],
    ['http://[::1]:1337/callback', '', 'http://[::1]:1337/callback?status=Success'],
  ])('of a draft for "%s" on confirm-client%s leads to %s', async (uri, query, location) => {
    const clientId = await drafted(uri === '' ? {} : { postClientConfirmationRedirectUri: uri })
    const page = await (await read(clientId, query)).text()
    expect(page).toContain(location.replace(/[?&]status=Success/, '').replace('&', '&amp;'))
    expect((await send(clientId, { query })).headers.get('location')).toBe(location)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'myapp://callback',
    '//stranger.example/',
    '/callback',
    'http:/localhost/callback',
    'http:\\\\stranger.example\\',
    'https://epj.example\\@stranger.example/',
    'https://epj.example@stranger.example/',
    'https://user:password@epj.example/',
    'https://epj.example/\u202Egnp.exe',
    'https://epj.example/ x',
    'https://epj.example/\r\nSet-Cookie: a=b',
    ' https://epj.example/',
    'https://a;script-src.example/',
    'http://[',
    '',
  ])('to %j is refused when the client is drafted', async (uri) => {
    const answer = await post({ postClientConfirmationRedirectUri: uri })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
    expect(((await answer.json()) as { detail: string }).detail).toMatch(
      /^\/postClientConfirmationRedirectUri must be an absolute http or https URL, without a user name/,
    )
  })

  it('does not follow the redirect URI of a configured draft that is not a web address', async () => {
    const redirectUri = 'javascript:alert(1)'
    await sts.registerClient({
      clientId: 'd',
      jwks: { keys: [publicJwk(key)] },
      scopes,
      enabled: false,
      draft: { redirectUri },
    })
    expect(await (await read('d')).text()).not.toContain('javascript:')
    const answer = await send('d')
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
    expect(await answer.text()).toMatch(/The client was confirmed/)
  })
})

describe('a program confirms a draft', () => {
  it('calls confirmClient in the same process', async () => {
    const drafted = await post()
    const { clientId } = (await drafted.json()) as { clientId: string }
    await sts.confirmClient(clientId)
    await createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes }).getToken()
    await expect(sts.confirmClient(clientId)).rejects.toThrow(`the draft ${clientId} was confirmed before`)
    await expect(sts.confirmClient('none')).rejects.toThrow(
      'the draft none does not exist: use the client id that POST /v1/client-drafts returned',
    )
  })

  it('sends a POST to the control plane', async () => {
    const clientId = await drafted()
    const confirm = async (id: string) => fetch(`${sts.origin}/_mock/clients/${id}/confirm`, { method: 'POST' })
    const answer = await confirm(clientId)
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ clientId, enabled: true })])
    expect(await isEnabled(clientId)).toBe(true)
    expect([(await confirm(clientId)).status, (await confirm('none')).status]).toEqual([409, 404])
  })
})

it('text of a draft is text on the page, whatever it contains', async () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover='alert(3)`
  const clientId = await drafted({
    apiScopes: [hostile],
    publicJwk: { ...publicJwk(key), kid: hostile },
    redirectUris: [`myapp:${hostile}`],
    postLogoutRedirectUris: [`myapp:${hostile}`],
    audienceSpecificClientClaims: [{ key: hostile, value: hostile }],
    postClientConfirmationRedirectUri: `https://epj.example/${encodeURI(hostile)}?"><script>`,
  })
  const page = await (await read(clientId, `?redirectPath=${encodeURIComponent(hostile)}&${hostile}`)).text()
  expect(page.match(/<(script|img)|on(error|mouseover)=["']/g)).toBeNull()
  expect(page.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)?.length).toBeGreaterThanOrEqual(6)
})

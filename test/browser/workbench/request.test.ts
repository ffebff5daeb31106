/** One request as a person reads it: outcome, flow, decoded parts with marks, verdict, corrected and raw request, and the last accepted one. */
import { type Recipe, type Rule, rules } from 'helseid-contract/rules'
import type { StartedMockSts } from 'helseid-mock'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { exchangeWith } from '../../mock-sts/endpoints/case-harness.ts'
import { badAudience, senderTo } from './sent.ts'
import { checkPage, hostile, open, refusedRequest, startTwin, themes, useBrowser, widths } from './workbench.ts'

useBrowser()

const address = (twin: StartedMockSts, id: string) => `${twin.origin}/_mock/ui/requests/${id}`

describe('a refused request', () => {
  it('says first why and what to change, marks the member, and has the corrected request to copy', async () => {
    const twin = await startTwin()
    const { send } = await senderTo(twin)
    const opened = await open(address(twin, await send(badAudience)))
    const { page } = opened
    const outcome = page.getByRole('region', { name: 'Outcome' })
    await outcome.getByText('Refused', { exact: true }).waitFor()
    await outcome.getByRole('link', { name: 'aud-is-issuer' }).waitFor()
    expect(await outcome.innerText()).toMatch(/400 invalid_client[\s\S]*Expected[\s\S]*Seen[\s\S]*Fix[\s\S]*Set aud/)
    expect(await outcome.innerText()).toContain('{"error":"invalid_client"}')
    const decoded = page.getByRole('region', { name: 'Decoded' })
    expect(await decoded.locator('.mark').count()).toBe(1)
    expect(await decoded.locator('li.bad').innerText()).toContain('"aud"')
    await decoded.getByRole('heading', { name: 'DPoP proof' }).waitFor()
    expect(await decoded.getByRole('heading', { name: 'Send instead' }).count()).toBe(1)
    const verdict = page.getByRole('region', { name: 'Verdict' })
    await verdict.getByText(/rules passed/).click()
    // RFC 7638, by which the token is bound to the key (RFC 9449 section 6.1).
    const { assertion, proof } = (await requestOf(twin, twin.requests.at(-1)?.id ?? '')).decoded
    const jwk = proof.header.jwk as JWK
    await decoded.getByText(`thumbprint ${await calculateJwkThumbprint(jwk)}`).waitFor()
    expect(await decoded.getByText('"y":').count()).toBe(0)
    await decoded.getByRole('button', { name: 'Show the key' }).click()
    await decoded.getByText('"y":').waitFor()
    await verdict.getByText('method-post').waitFor()
    await page.getByRole('button', { name: 'Copy corrected as curl' }).click()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(copied).toContain(`"aud":"${twin.issuer('test')}"`)
    expect(copied).toContain('curl')
    const raw = page.getByRole('region', { name: 'Raw request' })
    expect(await raw.innerText()).toMatch(/POST \/test\/connect\/token[\s\S]*grant_type=\s*client_credentials/)
    const end = assertion.compact.slice(-40)
    expect(await raw.innerText()).not.toContain(end)
    await raw.getByRole('listitem').filter({ hasText: 'client_assertion=' }).getByRole('button').click()
    expect(await raw.innerText()).toContain(end)
    expect([opened.messages, opened.elsewhere]).toEqual([[], []])
  })

  it('is shown in its flow, to which a later request is added without a reload', async () => {
    const twin = await startTwin()
    const { send, context } = await senderTo(twin)
    const id = await send({})
    const { page } = await open(address(twin, id))
    const flow = page.getByRole('region', { name: 'Flow' })
    await flow.getByText('400 use_dpop_nonce').waitFor()
    expect(await flow.getByRole('listitem').count()).toBe(2)
    await flow.getByText('This request').waitFor()
    // The nonce of the challenge is that of the retry (RFC 9449 section 8).
    const { nonce } = (await requestOf(twin, id)).decoded.proof.claims as { nonce: string }
    expect(await flow.getByTitle(nonce).count()).toBe(2)
    await page.getByText('Live', { exact: true }).waitFor()
    const { body = '' } = (await requestOf(twin, id)).response
    const { access_token: token } = JSON.parse(body) as { access_token: string }
    await fetch(`${twin.origin}/nhn-api/test/hello`, { headers: { authorization: `DPoP ${token}` } })
    await flow.getByText('GET /nhn-api/test/hello').waitFor()
    expect(await flow.getByRole('listitem').count()).toBe(3)
    expect(context.clientId).toBe(await flow.locator('b').first().innerText())
    await flow.getByRole('link', { name: '400 use_dpop_nonce' }).click()
    await flow.getByRole('listitem').first().getByText('DPoP-Nonce:').waitFor()
    expect(await flow.getByTitle(nonce).count()).toBe(2)
    await page.getByRole('region', { name: 'Outcome' }).getByText('Nonce challenge').waitFor()
  })

  it('that begins with a nonce of an earlier challenge says so, and its whole answer unfolds', async () => {
    const twin = await startTwin()
    const { send } = await senderTo(twin)
    const { examples } = rules.find(({ id }) => id === 'jti-once') as Rule
    const id = await send(examples.failing[0] as Recipe)
    const { page } = await open(address(twin, id))
    const flow = page.getByRole('region', { name: 'Flow' })
    await flow.getByText('proof with the nonce').waitFor()
    await flow.getByText('access token issued').waitFor()
    const { body = '' } = (await requestOf(twin, id)).response
    const outcome = page.getByRole('region', { name: 'Outcome' })
    expect(await outcome.innerText()).not.toContain(body)
    await outcome.getByRole('button', { name: `Show all ${body.length} characters` }).click()
    expect(await outcome.innerText()).toContain(body)
  })

  it('is compared with the last accepted request of the same client, with what differs', async () => {
    const twin = await startTwin()
    const { send } = await senderTo(twin)
    const accepted = await send({})
    const { page } = await open(address(twin, await send(badAudience)))
    const compare = page.getByRole('region', { name: 'The last accepted request of this client' })
    const rows = compare.locator('tbody').getByRole('row')
    await rows.filter({ hasText: 'assertion.claims.aud' }).waitFor()
    expect(await rows.count()).toBe(1)
    await compare.getByRole('link', { name: 'Open it' }).click()
    await page.waitForURL(new RegExp(accepted))
    await page.goto(address(twin, await send({ ...badAudience, proof: { key: 'second' } } as Recipe)))
    await rows.filter({ hasText: 'assertion.claims.aud' }).waitFor()
    // A proof key of each request's own is allowed, and not marked.
    expect(await rows.filter({ hasText: 'proof.header.jwk' }).count()).toBe(0)
  })
})

it('J and K walk the filtered list, and Escape leads back to it, with its filter and its place', async () => {
  const twin = await startTwin()
  for (let index = 0; index < 60; index++) await refusedRequest(twin.issuer('test'), index % 2 === 0 ? 'one' : 'two')
  const { page } = await open(`${twin.origin}/_mock/ui/requests?client=one`)
  const rows = page.getByRole('table').locator('tbody').getByRole('row')
  await rows.last().getByRole('link').scrollIntoViewIfNeeded()
  const scrolled = await page.evaluate<number>('scrollY')
  expect(scrolled).toBeGreaterThan(100)
  await rows.nth(28).getByRole('link').click()
  await page.getByRole('heading', { level: 1, name: 'POST /test/connect/token' }).waitFor()
  const first = page.url()
  await page.keyboard.press('j')
  await page.waitForURL((url) => url.href !== first)
  await page.keyboard.press('k')
  await page.waitForURL(first)
  await page.keyboard.press('Escape')
  await page.waitForURL(/requests\?client=one/)
  await rows.nth(28).waitFor()
  expect(await page.evaluate<number>('scrollY')).toBe(scrolled)
  expect(await rows.count()).toBe(30)
})

it('a flow has an address of its own, which shows the request that decided it', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  await send(badAudience)
  const flow = twin.requests.at(-1)?.flow ?? ''
  const { page } = await open(`${twin.origin}/_mock/ui/flows/${flow}`)
  await page.getByRole('region', { name: 'Outcome' }).getByText('Refused', { exact: true }).waitFor()
})

it('hostile names and claims are text, and the page has no axe finding, in both themes and each width', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  await send({})
  const { markup, rightToLeft, long } = hostile
  const claims = { aud: markup, [long]: { [rightToLeft]: [long] } }
  const pages = [
    ['request', await send(badAudience)],
    ['request-hostile', await send({ assertion: { claims, header: { kid: rightToLeft } } })],
  ] as const
  for (const [name, id] of pages)
    for (const colorScheme of name === 'request' ? themes : (['dark'] as const))
      for (const width of widths) {
        const opened = await open(address(twin, id), { colorScheme, viewport: { width, height: 900 } })
        await opened.page.getByRole('region', { name: 'Flow' }).waitFor()
        await checkPage(opened, name)
        await opened.page.close()
      }
})

interface FullRequest {
  readonly response: { readonly body?: string }
  readonly decoded: Readonly<
    Record<'assertion' | 'proof', { compact: string; header: Record<string, unknown>; claims: object }>
  >
}

async function requestOf(twin: StartedMockSts, id: string): Promise<FullRequest> {
  return (await fetch(`${twin.origin}/_mock/requests/${id}`)).json() as Promise<FullRequest>
}

describe('a verdict link', () => {
  it('opens the page of the request', async () => {
    const twin = await startTwin()
    const answer = await refusedRequest(twin.issuer('test'), 'unknown-client')
    const { page, messages } = await open(answer.headers.get('x-helseid-mock-verdict') ?? '')
    await page.getByRole('region', { name: 'Outcome' }).getByText('Refused', { exact: true }).waitFor()
    expect(page.url()).toBe(address(twin, twin.requests.at(-1)?.id ?? ''))
    expect(messages).toEqual([])
  })

  it('opens its request and flow without the control token, and everything else only with it', async () => {
    const controlToken = 'token-of-the-browser-test'
    const twin = await startTwin({ controlToken })
    const { send, context } = await senderTo(twin)
    await send({})
    const link = await linkOf(() => refusedRequest(twin.issuer('test'), context.clientId))
    const opened = await open(link)
    const { page } = opened
    await page.getByRole('region', { name: 'Outcome' }).getByText('Refused', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Flow' }).getByText('This request').waitFor()
    await page.getByText('Opened by a verdict link').waitFor()
    expect([opened.messages, opened.elsewhere]).toEqual([[], []])
    await checkPage(opened, 'verdict-link')
    await page.setViewportSize({ width: 375, height: 800 })
    await checkPage(opened, 'verdict-link')
    const enter = await page.getByRole('button', { name: 'Enter the control token' }).boundingBox()
    expect((enter?.x ?? Number.NaN) + (enter?.width ?? 0)).toBeLessThanOrEqual(375)
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.getByRole('link', { name: 'Rules', exact: true }).first().click()
    await page.getByLabel('Control token').fill(controlToken)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByRole('link', { name: 'method-post', exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
  })

  it('follows its flow, and keeps what it shows when its key expires', async () => {
    const twin = await startTwin({ controlToken: 'token-of-the-browser-test' })
    const { context } = await senderTo(twin)
    const answers: Response[] = []
    await exchangeWith(
      {},
      {
        ...context,
        send: async (request) => {
          const answer = await context.send(request)
          answers.push(answer.clone())
          return answer
        },
      },
    )
    const accepted = answers.at(-1) as Response
    const { page } = await open(accepted.headers.get('x-helseid-mock-verdict') ?? '')
    const legs = page.getByRole('region', { name: 'Flow' }).getByRole('listitem')
    await legs.nth(1).waitFor()
    const { access_token: token } = (await accepted.json()) as { access_token: string }
    await fetch(`${twin.origin}/nhn-api/test/hello`, { headers: { authorization: `DPoP ${token}` } })
    await legs.filter({ hasText: 'GET /nhn-api/test/hello' }).waitFor()
    await page.route('**/_mock/flows/*', (route) => route.fulfill({ status: 401, body: '{"detail":"expired"}' }))
    await page.getByText('The link has expired').waitFor()
    expect(await legs.count()).toBe(3)
  })

  it('whose key is wrong or has expired leads to the form for the control token', async () => {
    const twin = await startTwin({ controlToken: 'token-of-the-browser-test' })
    const link = await linkOf(() => refusedRequest(twin.issuer('test'), 'unknown-client'))
    const { page } = await open(link.replace(/key=.*/, 'key=0.wrong'))
    await page.getByLabel('Control token').waitFor()
  })
})

async function linkOf(send: () => Promise<Response>): Promise<string> {
  return (await send()).headers.get('x-helseid-mock-verdict') ?? ''
}

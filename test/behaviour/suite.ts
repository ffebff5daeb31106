/** Tests that every entry point of the twin must pass: each case in both profiles, metadata, token and API call, bad input. */
import { createHelseIdClient } from 'helseid-client'
import { cases } from 'helseid-contract/cases'
import {
  type ExchangeContext,
  exampleNames,
  type Jwk,
  perform,
  publicJwk,
  type Recipe,
  registrationOf,
} from 'helseid-contract/rules'
import type { Verdict } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { expectCase } from '../mock-sts/endpoints/case-expectation.ts'
import { start } from '../mock-sts/endpoints/case-harness.ts'
import recorded from '../mock-sts/endpoints/discovery-2025-12.json' with { type: 'json' }
import { type EntryPoint, type EntryPointKind, entryPointOptions } from './entry-point.ts'

const columns = { today: 'test', next: 'qa' } as const

/** Cases that wait. They need a clock that can be moved, and run in the suite of the cases. */
const takesTime = (recipes: readonly Recipe[]) =>
  recipes.some(({ wait, before = [] }) => wait !== undefined || before.some((change) => change.wait !== undefined))

export function behaviours(kind: EntryPointKind): void {
  describe(kind.name, () => {
    let entryPoint: EntryPoint
    let now = start
    let serial = 0
    beforeAll(async () => {
      entryPoint = await kind.start({ ...entryPointOptions, ...(!kind.ownClock && { now: () => now * 1000 }) })
    })
    afterAll(() => entryPoint.close())

    const contextOf = (sts: 'test' | 'qa', audience: string): ExchangeContext => {
      const id = `${audience.replaceAll(/[^a-z0-9]/g, '-')}`
      return {
        ...exampleNames,
        issuer: entryPoint.issuer(sts),
        tokenEndpoint: `${entryPoint.issuer(sts)}/connect/token`,
        otherIssuer: entryPoint.issuer('prod'),
        clientId: `client-of-${id}`,
        otherClientId: `other-client-of-${id}`,
        scope: `${audience}/a`,
        secondScope: `${audience}/b`,
        key: (name) => keyRing[name] as Jwk,
        assertionKey: 'registered',
        uuid: () => `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`,
        now: () => (kind.ownClock ? Math.floor(Date.now() / 1000) : now),
        wait: async (seconds) => {
          now += seconds
        },
        send: (request) => entryPoint.send(request),
      }
    }

    describe.each(['today', 'next'] as const)('%s', (profile) => {
      const rows = cases.filter(({ id, requests }) => !kind.exempt?.[id] && !(kind.ownClock && takesTime(requests)))
      it.each(rows.map((row) => [row.id, row.title, row] as const))('%s %s', async (id, _title, row) => {
        for (const [index, recipe] of row.requests.entries()) {
          if (kind.ownClock) await earlyInASecond()
          const context = contextOf(columns[profile], `nhn:example-${id.toLowerCase()}-${index}-${profile}`)
          await register(entryPoint, recipe, context)
          const answer = (await perform(recipe, context)).at(-1)
          if (answer === undefined) throw new Error('nothing was sent')
          const link = answer.headers.get('x-helseid-mock-verdict')
          const { verdict } = (await (await entryPoint.get(String(link))).json()) as { verdict: Verdict }
          expectCase(row, { answer, verdict, context }, profile)
        }
      })
    })

    it('metadata is the recorded document with the entry point’s own addresses (E03)', async () => {
      const issuer = entryPoint.issuer('test')
      const response = await entryPoint.get(`${issuer}/.well-known/openid-configuration`)
      expect(await response.json()).toEqual(JSON.parse(JSON.stringify(recorded).replaceAll('https://B', issuer)))
    })

    it('the JWKS has one key, in HelseID’s form (E09)', async () => {
      const response = await entryPoint.get(`${entryPoint.issuer('test')}/.well-known/openid-configuration/jwks`)
      const { keys } = (await response.json()) as { keys: Record<string, unknown>[] }
      expect(keys).toEqual([
        expect.objectContaining({ kty: 'RSA', use: 'sig', alg: 'RS256', kid: expect.stringMatching(/^[0-9A-F]{40}$/) }),
      ])
    })

    it('the client gets a token, and uses it at the API if the entry point has one', async () => {
      const scope = 'nhn:test-public-samplecode/client-credentials'
      const key = keyRing.ec as Jwk
      await entryPoint.registerClient({ clientId: 'spender', jwks: { keys: [publicJwk(key)] }, scopes: [scope] })
      const fetchThere: typeof fetch = async (input, init) => {
        const request = new Request(input, init)
        if (request.method === 'GET' && !request.headers.has('authorization')) return entryPoint.get(request.url)
        const body = request.method === 'GET' ? '' : await request.text()
        const named = [...request.headers].map(([name, value]): [string, string] => [name, value])
        return entryPoint.send({
          method: request.method,
          url: request.url,
          headers: named,
          body,
          assertion: '',
          proof: '',
        })
      }
      const clock = kind.ownClock ? {} : { now: () => now * 1000 }
      const client = createHelseIdClient({
        issuer: entryPoint.issuer('test'),
        // The container engine may be on another machine.
        allowPlainHttp: true,
        clientId: 'spender',
        key,
        scopes: [scope],
        fetch: fetchThere,
        ...clock,
      })
      expect(await client.getToken()).toMatchObject({ tokenType: 'DPoP', scope })
      if (entryPoint.api === undefined) return
      const answer = await client.fetch(entryPoint.api)
      expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ client_id: 'spender' })])
    })

    it('answers bad input with an OAuth error and keeps serving', async () => {
      const url = `${entryPoint.issuer('test')}/connect/token`
      for (const [method, type, body] of [
        ['GET', 'text/plain', ''],
        ['PUT', 'text/plain', 'a=b'],
        ['POST', 'application/json', '{}'],
        ['POST', 'application/x-www-form-urlencoded', '%=%ZZ&&&'],
        ['POST', 'application/x-www-form-urlencoded', `filler=${'x'.repeat(65 * 1024)}`],
      ] as const) {
        const response = await entryPoint.send({
          method,
          url,
          headers: [['Content-Type', type]],
          body,
          assertion: '',
          proof: '',
        })
        expect(response.status).toBe(400)
        expect(await response.json()).toEqual({ error: expect.stringMatching(/^invalid_(request|client)$/) })
      }
    })
  })
}

async function register(entryPoint: EntryPoint, recipe: Recipe, context: ExchangeContext): Promise<void> {
  const { client = {}, otherClient, api } = recipe
  if (api) await entryPoint.registerApi({ audience: context.scope.split('/')[0] as string, ...api })
  if (!client.unregistered) await entryPoint.registerClient(registrationOf(client, context.clientId, context))
  if (otherClient) await entryPoint.registerClient(registrationOf(otherClient, context.otherClientId, context))
  await entryPoint.registerClient({
    clientId: 'another-client',
    jwks: { keys: [] },
    scopes: [context.ungrantedScope, context.otherApiScope],
  })
}

/** Waits for the beginning of a second, so that a case is sent and judged in the same second. */
async function earlyInASecond(): Promise<void> {
  const past = Date.now() % 1000
  if (past > 600) await new Promise((resolve) => setTimeout(resolve, 1000 - past))
}

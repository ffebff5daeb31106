/** The real client performs every interaction against Pact's mock server; the pacts that Pact writes are the committed contract. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PactV4 } from '@pact-foundation/pact'
import type { HelseIdClientOptions } from 'helseid-client'
import { createTokenVerifier } from 'helseid-client/verifier'
import { sampleApi } from 'helseid-contract'
import { addTo, consumer, exampleRights, type InteractionName, interactions } from 'helseid-contract/pact'
import { type Jwk, signJws } from 'helseid-contract/rules'
import { afterAll, beforeAll, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { type Meeting, meet } from './pact-server.ts'

const { scope, otherApiScope, parent, child, journalId } = exampleRights
const both = [scope, otherApiScope]

/** Options of the client, and what it does with the response. */
type Use = readonly [options: Partial<HelseIdClientOptions>, use: (meeting: Meeting) => Promise<void>]

const tokenFor = (options: Partial<HelseIdClientOptions>, more = {}): Use => [
  options,
  async ({ client }) =>
    expect(await client.getToken()).toMatchObject({ accessToken: 'e30.e30.AA', tokenType: 'DPoP', scope, ...more }),
]
const refusal = (error: string, options: Partial<HelseIdClientOptions> = {}, more = {}): Use => [
  options,
  async ({ client }) => {
    const seen = { name: 'HelseIdError', code: 'token_refused', error, status: 400, ...more }
    await expect(client.getToken()).rejects.toMatchObject(seen)
  },
]
/** The client returns the rejection unchanged. */
const refusedCall = (status: number, error: string): Use => [
  {},
  async ({ client, address }) => {
    const { status: seen, headers } = await client.fetch(`${address}/hello`)
    expect([seen, headers.get('www-authenticate')]).toEqual([status, expect.stringContaining(`error="${error}"`)])
  },
]

const uses: Readonly<Record<InteractionName, Use>> = {
  metadata: [
    {},
    async ({ client }) => {
      // The token request is another interaction: here the token is given.
      await client.getToken()
    },
  ],
  jwks: [
    {},
    async ({ address, fetch }) => {
      const verify = createTokenVerifier({ issuer: address, audience: sampleApi.audience, scheme: 'bearer', fetch })
      const request = new Request('https://api.example/', {
        headers: { authorization: `Bearer ${goodToken(address)}` },
      })
      expect(await verify(request)).toMatchObject({ iss: address, client_id: 'c' })
    },
  ],
  // Pact's server answers every request in the same way: test/client shows, against the twin, that the challenge leads to a token.
  nonceChallenge: refusal('use_dpop_nonce', {}, { code: 'nonce_loop' }),
  tokenForOneScope: tokenFor({}),
  tokenForAllScopes: tokenFor({ scopes: [] }),
  tokenForOneResource: tokenFor({ scopes: both, resource: sampleApi.audience }),
  tokenForSingleTenant: tokenFor({ organization: { child } }),
  tokenForMultiTenant: tokenFor({ organization: { parent, child } }),
  tokenForSfm: tokenFor({ organization: { parent, sfmJournalId: journalId } }),
  tokenWithoutRejectedScope: tokenFor({ scopes: both }, { rejectedScope: otherApiScope }),
  keyNotRegistered: refusal('invalid_client', { key: keyRing.unregistered }),
  keyExpired: refusal('invalid_client'),
  clientDisabled: refusal('invalid_client'),
  proofForAnotherAddress: refusal('invalid_dpop_proof'),
  grantNotAllowed: refusal('unauthorized_client'),
  grantNotKnown: refusal('unsupported_grant_type'),
  grantNotValid: refusal('invalid_grant'),
  scopeNotKnown: refusal('invalid_scope', { scopes: ['nhn:no-such-api/read'] }),
  scopeNotGranted: refusal('invalid_scope', { scopes: [exampleRights.ungrantedScope] }),
  scopeOfAPerson: refusal('invalid_scope', { scopes: ['openid'] }),
  resourceNotKnown: refusal('invalid_target', { scopes: [], resource: 'nhn:no-such-api' }),
  structureOfASingleTenant: refusal('invalid_request', { organization: { child } }),
  unitNotListed: refusal('invalid_request', { organization: { child: '889640782' } }),
  delegationMissing: refusal('invalid_request', { organization: { parent, child } }),
  accessDenied: refusal('access_denied'),
  keyAdded: [
    {},
    async ({ client }) => {
      const { expiresAt } = await client.rotateKey({ alg: 'ES384', store: () => undefined })
      expect(expiresAt).toBe(Date.UTC(2027, 10, 30, 12))
    },
  ],
  keysListed: [
    { key: keyRing.ec384 },
    async ({ client }) => {
      const { kid } = keyRing.ec384
      expect(await client.keyStatus()).toEqual({ kid, expiresAt: Date.UTC(2036, 0, 1) })
    },
  ],
  keyRefused: [
    {},
    async ({ client }) => {
      const rotation = client.rotateKey({ alg: 'ES384', store: () => undefined })
      await expect(rotation).rejects.toThrow(/at the step register: .* 400: .*The client has the key already/)
    },
  ],
  apiCall: [
    {},
    async ({ client, address }) => {
      expect((await client.fetch(`${address}/hello`)).status).toBe(200)
    },
  ],
  // The client answers the challenge once, and Pact's server repeats it.
  apiNonceChallenge: refusedCall(401, 'use_dpop_nonce'),
  apiTokenExpired: refusedCall(401, 'invalid_token'),
  apiTokenNotYetValid: refusedCall(401, 'invalid_token'),
  apiTokenForAnotherApi: refusedCall(401, 'invalid_token'),
  apiTokenForged: refusedCall(401, 'invalid_token'),
  apiTokenOfAnotherEnvironment: refusedCall(401, 'invalid_token'),
  apiTokenUnbound: refusedCall(401, 'invalid_token'),
  apiScopeMissing: refusedCall(403, 'insufficient_scope'),
  apiOrganizationMissing: [
    {},
    async ({ client, address }) => {
      expect((await client.fetch(`${address}/organization`)).status).toBe(403)
    },
  ],
  apiProofForAnotherAddress: refusedCall(401, 'invalid_dpop_proof'),
  apiProofStale: refusedCall(401, 'invalid_dpop_proof'),
  apiProofOfAnotherToken: refusedCall(401, 'invalid_dpop_proof'),
  apiProofReplayed: refusedCall(401, 'invalid_dpop_proof'),
}

/** Signed with the key whose public key is the example in the pact. */
function goodToken(iss: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss, aud: sampleApi.audience, nbf: now, exp: now + 60, client_id: 'c', scope: [scope] }
  const header = { alg: 'RS256', kid: keyRing.registered.kid, typ: 'at+jwt' }
  return signJws(header, claims, keyRing.registered as Jwk, 'RS256')
}

const committed = fileURLToPath(new URL('../../contract/pacts/', import.meta.url))
// `npm run pacts` writes the contract that is committed.
const dir = process.env.WRITE_PACTS ? committed : mkdtempSync(join(tmpdir(), 'pacts-'))
// Pact adds to existing files: removed interactions would stay.
beforeAll(() => {
  if (process.env.WRITE_PACTS) for (const name of readdirSync(dir)) rmSync(join(dir, name))
})
afterAll(() => {
  if (dir !== committed) rmSync(dir, { recursive: true })
})

/** @throws {Error} that says where to add a missing use */
function useOf(name: InteractionName): Use {
  if (Object.hasOwn(uses, name)) return uses[name]
  throw new Error(`test/pact/consumer.test.ts has no use of "${name}": add one to \`uses\``)
}

it.each(Object.entries(interactions))('%s', async (name, interaction) => {
  const [options, use] = useOf(name as InteractionName)
  const pact = new PactV4({ consumer, provider: interaction.provider, dir, logLevel: 'error' })
  await addTo(pact, interaction).executeTest(async ({ url }) => {
    await use(meet(url, interaction, options))
    return null
  })
})

it.each<[string, Partial<HelseIdClientOptions>]>([
  ['a scope that the interaction lacks', { scopes: [scope] }],
  ['a resource that the interaction lacks', { scopes: [], resource: sampleApi.audience }],
])('Pact rejects %s, and writes no pact', async (_, options) => {
  const provider = 'unused'
  const pact = new PactV4({ consumer, provider, dir, logLevel: 'error' })
  const test = addTo(pact, interactions.tokenForAllScopes).executeTest(async ({ url }) => {
    const { client } = meet(url, interactions.tokenForAllScopes, options)
    await expect(client.getToken()).rejects.toMatchObject({ code: 'unavailable', status: 500 })
  })
  await expect(test).rejects.toThrow(/Test failed for the following reasons/)
  expect(readdirSync(dir).filter((name) => name.includes(provider))).toEqual([])
})

it('writes the committed pacts, byte for byte', () => {
  const written = readdirSync(dir)
  expect(written).toEqual(readdirSync(committed))
  for (const name of written)
    expect(readFileSync(join(dir, name), 'utf8'), 'npm run pacts updates contract/pacts/').toBe(
      readFileSync(join(committed, name), 'utf8'),
    )
})

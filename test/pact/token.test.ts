/** The real client writes the contract against Pact's mock server; the twin then keeps it. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PactV4, Verifier } from '@pact-foundation/pact'
import { createHelseIdClient } from 'helseid-client'
import { discoveryDocument, endpoints } from 'helseid-contract'
import { addTo, createVerification, tokenSuccess } from 'helseid-contract/pact'
import { startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo-client.ts'

// Pact's own proxy would send loopback requests to a proxy that the environment names.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) delete process.env[name]

const { clientId, privateJwk, registration, scope } = demoClient
const committed = new URL('../../contract/pacts/helseid-client-helseid.json', import.meta.url)
const names = { consumer: 'helseid-client', provider: 'helseid' }

/** Discovery is an interaction of its own: here the metadata is given, and everything else goes to Pact. */
const withMetadata =
  (issuer: string): typeof fetch =>
  async (input, init) =>
    String(input) === issuer + endpoints.discovery ? Response.json(discoveryDocument(issuer)) : fetch(input, init)

it('the client asks as the contract says, and the contract is the committed one', async () => {
  // `npm run pacts` writes the contract that is committed.
  const dir = process.env.WRITE_PACTS ? dirname(committed.pathname) : mkdtempSync(join(tmpdir(), 'pacts-'))
  await addTo(new PactV4({ ...names, dir, logLevel: 'error' }), tokenSuccess).executeTest(async ({ url }) => {
    const client = createHelseIdClient({
      issuer: url,
      clientId,
      key: privateJwk,
      scopes: [scope],
      fetch: withMetadata(url),
    })
    expect(await client.getToken()).toMatchObject({ tokenType: 'DPoP', scope })
  })
  const written = JSON.parse(readFileSync(join(dir, 'helseid-client-helseid.json'), 'utf8'))
  const { interactions, consumer, provider } = JSON.parse(readFileSync(committed, 'utf8'))
  expect({ interactions: written.interactions, consumer: written.consumer, provider: written.provider }).toEqual({
    interactions,
    consumer,
    provider,
  })
})

it('the twin keeps the contract', async () => {
  await using sts = await startMockSts({ port: 0, clients: [registration] })
  const issuer = sts.issuer('test')
  const { stateHandlers, requestFilter } = createVerification({
    issuer,
    clientId,
    key: privateJwk,
    proofKey: keyRing.proof,
    uuid: randomUUID,
    now: () => Date.now() / 1000,
  })
  const verifier = new Verifier({
    provider: names.provider,
    providerBaseUrl: issuer,
    pactUrls: [committed.pathname],
    changeOrigin: true,
    stateHandlers,
    requestFilter: requestFilter as never,
    logLevel: 'error',
  })
  const { errors, interactionResults } = JSON.parse(await verifier.verifyProvider())
  expect(errors).toEqual([])
  expect(interactionResults).toMatchObject([{ description: tokenSuccess.uponReceiving, result: 'OK' }])
  expect(sts.requests.map(({ error, status }) => error ?? status)).toEqual(['use_dpop_nonce', 200])
})

/**
 * A container of 256 MiB lives through many tokens, and through assertions with a long `jti`. `TOKENS=200000 ASSERTIONS=8000` for the
 * long run.
 */
import { publicJwk, signJws } from 'helseid-contract/rules'
import { getContainerRuntimeClient } from 'testcontainers'
import { expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { HardenedContainer } from './hardened.ts'

const key = keyRing.ec
const scope = 'nhn:msh/api'
const registration = {
  clientId: 'c',
  jwks: { keys: [publicJwk(key as never)] },
  scopes: [scope],
  requireDpop: false,
}

it.each([
  ['tokens', Number(process.env.TOKENS ?? 2000), ''],
  ['assertions with a jti of 30 KB', Number(process.env.ASSERTIONS ?? 500), 'x'.repeat(30_000)],
])('a container of 256 MiB lives after many %s', { timeout: 3_600_000 }, async (_, count, prefix) => {
  await using container = await new HardenedContainer()
    .withClient(registration)
    .withResourcesQuota({ memory: 0.25 })
    .start()
  const issuer = container.getIssuer()
  const ask = async (index: number) => {
    const now = Math.floor(Date.now() / 1000)
    const jti = `${prefix}${index}`
    const claims = { iss: 'c', sub: 'c', aud: issuer, iat: now, nbf: now, exp: now + 10, jti }
    const header = { alg: 'ES256', typ: 'client-authentication+jwt', kid: key.kid }
    const body = new URLSearchParams({
      client_id: 'c',
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signJws(header as never, claims, key as never, 'ES256'),
    })
    const response = await fetch(container.getTokenEndpoint(), { method: 'POST', body })
    await response.text()
    return response.status
  }
  const statuses = new Set<number>()
  const callers = 8
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let index = caller; index < count; index += callers) statuses.add(await ask(index))
    }),
  )
  expect([...statuses]).toEqual([200])
  const { container: engine } = await getContainerRuntimeClient()
  const { State, HostConfig } = await engine.inspect(engine.getById(container.getId()))
  expect([HostConfig.Memory, State.Running, State.OOMKilled]).toEqual([256 * 1024 * 1024, true, false])
})

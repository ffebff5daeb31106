/** When a client and each of its keys was last used, as the list of clients says. */
import { clientAssertionType } from 'helseid-contract'
import { type KeyName, publicJwk, signJws } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { createClientUses } from '../../../mock-sts/clients/client-uses.ts'
import { limits } from '../../../mock-sts/limits.ts'
import { caseContext, start } from '../endpoints/case-harness.ts'

async function twinWithTwoKeys() {
  const clock = { now: start }
  const twin = createHelseIdMock({ now: () => clock.now * 1000 })
  const context = caseContext(twin, { now: () => clock.now })
  const keys = (['registered', 'second'] as const).map((name) => ({ ...publicJwk(context.key(name)), kid: name }))
  await twin.registerClient({ clientId: context.clientId, jwks: { keys }, scopes: [context.scope] })
  const lastUsed = async () => {
    const response = await twin.handle(new Request('http://localhost:8080/_mock/clients'))
    return ((await response.json()) as { lastUsed: object[] }).lastUsed
  }
  /** Sends an assertion with the right claims for the client, or only its id. There is no proof, so no token is issued. */
  const send = async (key: KeyName | undefined, kid: string | undefined = key, path = '/connect/token') => {
    const { clientId, issuer } = context
    const times = { nbf: clock.now, iat: clock.now, exp: clock.now + 60 }
    const claims = { iss: clientId, sub: clientId, aud: issuer, jti: context.uuid(), ...times }
    const header = { alg: 'PS256', typ: 'client-authentication+jwt', kid }
    const assertion = key && signJws(header, claims, context.key(key), 'PS256')
    const body = new URLSearchParams({
      client_id: clientId,
      grant_type: 'client_credentials',
      ...(assertion && { client_assertion: assertion, client_assertion_type: clientAssertionType }),
    })
    return (await twin.handle(new Request(issuer + path, { method: 'POST', body }))).status
  }
  return { twin, context, clock, send, lastUsed }
}

it('a client and its key are used when the key verifies an assertion, also if another rule refuses the request', async () => {
  const { context, clock, send, lastUsed } = await twinWithTwoKeys()
  const { clientId } = context
  expect(await lastUsed()).toEqual([])
  expect(await send('registered')).toBe(400)
  const first = start * 1000
  expect(await lastUsed()).toEqual([{ clientId, at: first, keys: [{ kid: 'registered', at: first }] }])
  clock.now += 60
  await send('second')
  const second = first + 60_000
  expect(await lastUsed()).toEqual([
    {
      clientId,
      at: second,
      keys: [
        { kid: 'registered', at: first },
        { kid: 'second', at: second },
      ],
    },
  ])
})

it.each(['/connect/introspect', '/connect/revocation'])('a client and its key are used at %s too', async (path) => {
  const { context, send, lastUsed } = await twinWithTwoKeys()
  expect(await send('second', 'second', path)).toBe(400)
  const at = start * 1000
  expect(await lastUsed()).toEqual([{ clientId: context.clientId, at, keys: [{ kid: 'second', at }] }])
})

it('a request that only names the client does not use it, and a reset forgets every use', async () => {
  const { twin, send, lastUsed } = await twinWithTwoKeys()
  await send('unregistered', 'registered')
  await send(undefined)
  expect(await lastUsed()).toEqual([])
  await send('registered')
  expect(await lastUsed()).toHaveLength(1)
  await twin.reset()
  expect(await lastUsed()).toEqual([])
})

it('the uses that are remembered are bounded, and those of the longest unused are forgotten', () => {
  const uses = createClientUses()
  for (let index = 0; index <= limits.usedClients.value; index++) uses.note(`client-${index}`, index)
  expect([uses.find('client-0'), uses.find('client-1')]).toEqual([undefined, { at: 1, keys: [] }])
  for (let index = 0; index <= limits.usedKeys.value; index++) uses.note('one', index, { kid: `${index}` })
  expect(uses.find('one')?.keys).toHaveLength(limits.usedKeys.value)
  expect(uses.find('one')?.keys[0]).toEqual({ kid: '1', at: 1 })
})

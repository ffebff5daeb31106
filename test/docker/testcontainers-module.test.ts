/** The testcontainers module, used as its doc comments show. */
import { createHelseIdClient } from 'helseid-client'
import { publicJwk } from 'helseid-contract/rules'
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { expect, it } from 'vitest'
import { sendRequest } from '../../mock-sts/http/send-request.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { image } from './hardened.ts'

const clientId = 'mine'
const key = keyRing.ec
const scopes = ['nhn:msh/api']
const registration = { clientId, jwks: { keys: [publicJwk(key)] }, scopes }

it('issues a token to a client that was registered with withClient', async () => {
  await using container = await new HelseIdMockContainer(image).withClient(registration).start()
  // The container engine may be on another machine.
  const issuer = container.getIssuer('test1')
  const client = createHelseIdClient({ issuer, allowPlainHttp: true, clientId, key, scopes })
  await client.getToken()
  expect((await container.control.requests()).at(-1)).toMatchObject({ status: 200 })
})

it('takes the whole configuration with withConfig', async () => {
  await using container = await new HelseIdMockContainer(image).withConfig({ clients: [registration] }).start()
  expect(await container.control.client(clientId)).toMatchObject({ scopes })
})

it('sends the token of withControlToken with each call of the control plane', async () => {
  await using container = await new HelseIdMockContainer(image).withControlToken('a-control-token').start()
  await container.control.registerClient(registration)
  expect(await container.control.client(clientId)).toMatchObject({ scopes })
})

it('serves HTTPS with a certificate of the CA that getCaCertificate returns', async () => {
  await using container = await new HelseIdMockContainer(image).withTls().start()
  const ca = container.getCaCertificate()
  expect((await sendRequest({ url: `${container.getOrigin()}/healthz`, ca })).status).toBe(200)
})

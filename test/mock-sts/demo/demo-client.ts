/** The demo client's private key and registration, as tests use them. */
import registration from '../../../mock-sts/demo/client.json' with { type: 'json' }
import privateJwk from '../../../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }

export const demoClient = {
  registration,
  privateJwk,
  clientId: registration.clientId,
  scope: registration.scopes[0] as string,
}

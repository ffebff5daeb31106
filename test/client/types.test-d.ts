/** Code that must compile and code that must not, checked against the sources and the packed declarations. */
import {
  createHelseIdClient,
  type DiagnosticEvents,
  type HelseIdClient,
  type HelseIdClientOptions,
  HelseIdError,
  type HelseIdErrorCode,
  type Rotation,
  type Token,
  type TokenStore,
} from 'helseid-client'
import { type AccessTokenClaims, claimNames, createTokenVerifier, type TokenVerifier } from 'helseid-client/verifier'

const common = { environment: 'test1', clientId: 'c' } as const

/** Every kind of key source. */
export const sources: readonly HelseIdClientOptions[] = [
  { ...common, key: { kty: 'EC', crv: 'P-256', x: '', y: '', d: '' } },
  { ...common, key: { pem: '', password: '', certificate: '', kid: '', alg: 'PS256' } },
  { ...common, key: { file: '/run/secrets/key.json' } },
  { ...common, key: { env: 'HELSEID_KEY' } },
  { ...common, key: { sign: async (data) => data, kid: '', alg: 'PS256' } },
  { ...common, key: [{ env: 'NEW_KEY' }, { env: 'OLD_KEY' }] },
  { ...common, legacyClientSecret: '' },
]

export const client: HelseIdClient = createHelseIdClient({ ...common, key: { env: 'KEY' }, scopes: ['a'], fetch })
export const token: Promise<Token> = client.getToken({
  organization: { parent: '994598759' },
  signal: AbortSignal.abort(),
})
export const answer: Promise<Response> = client.fetch(
  new URL('https://api.example/'),
  { method: 'POST' },
  { resource: 'a' },
)
export const rotation: Promise<Rotation> = client.rotateKey({
  store: async ({ jwk, kid, expiresAt }) => void [jwk, kid, expiresAt],
})

export const verify: TokenVerifier = createTokenVerifier({
  ...{ environment: 'prod', audience: 'a' },
  claims: { [claimNames.pid]: true },
})
export const claims: Promise<AccessTokenClaims> = verify(new Request('https://api.example/'))

/** Code that acts on the members of an error. */
export function advice(error: HelseIdError): string {
  const { code }: { code: HelseIdErrorCode } = error
  if (code === 'token_refused') return error.error ?? 'refused'
  if (code === 'unavailable') return `again in ${error.retryAfter ?? 60} s`
  return `${error.correlationId} ${error.attempts}`
}

export const store: TokenStore = {
  get: async () => undefined,
  set: async () => undefined,
  delete: async () => undefined,
}
export const onToken = ({ expiresAt, renewal }: DiagnosticEvents['helseid-client:token']): string =>
  `${expiresAt} ${renewal}`

// @ts-expect-error unknown environment
createHelseIdClient({ environment: 'test3', clientId: 'c', key: { env: 'KEY' } })
// @ts-expect-error clientId is required
createHelseIdClient({ environment: 'test1', key: { env: 'KEY' } })
// @ts-expect-error scopes must be an array
createHelseIdClient({ ...common, key: { env: 'KEY' }, scopes: 'a b' })
// @ts-expect-error the member is called parent
client.getToken({ organization: { orgnr: '994598759' } })
// @ts-expect-error store is required
client.rotateKey({})
// @ts-expect-error audience is required
createTokenVerifier({ environment: 'test1' })
// @ts-expect-error unknown code
export const unknown: HelseIdErrorCode = 'no_such_code'
// @ts-expect-error tokens are read-only
token.then((got) => (got.accessToken = ''))

export { HelseIdError }

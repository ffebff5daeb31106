/** A client for `check client` with openid-client: adds what HelseID requires beyond the library. */
import { setTimeout as pause } from 'node:timers/promises'
import { importJWK } from 'jose'
import * as openid from 'openid-client'

const { HELSEID_ISSUER, HELSEID_CLIENT_ID, HELSEID_CLIENT_JWK, HELSEID_SCOPE, HELSEID_API_URL, HELSEID_CALLS } =
  process.env as Record<string, string>

/** Timeout for each answer, in seconds; a client shares the machine with the trials that run at the same time. */
const timeout = 10

const jwk = JSON.parse(String(HELSEID_CLIENT_JWK))
const authentication = openid.PrivateKeyJwt(
  { key: (await importJWK(jwk, 'PS256')) as openid.CryptoKey, kid: jwk.kid },
  {
    // HelseID requires this typ and a lifetime of 10 s.
    [openid.modifyAssertion](header, payload) {
      header.typ = 'client-authentication+jwt'
      payload.exp = Number(payload.iat) + 10
    },
  },
)

try {
  const config = await openid.discovery(
    new URL(String(HELSEID_ISSUER)),
    String(HELSEID_CLIENT_ID),
    {},
    authentication,
    {
      execute: [openid.allowInsecureRequests],
      timeout,
    },
  )
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'))
  let token: openid.TokenEndpointResponse | undefined
  let endsAt = 0
  for (let call = 0; call < Number(HELSEID_CALLS); call++) {
    if (token === undefined || Date.now() >= endsAt) {
      const requestedAt = Date.now()
      token = await openid.clientCredentialsGrant(config, { scope: String(HELSEID_SCOPE) }, { DPoP })
      if (token.token_type !== 'dpop') throw new Error(`the token is of the type ${token.token_type}`)
      if (token.rejected_scope !== undefined) console.error(`HelseID withholds ${token.rejected_scope}`)
      endsAt = requestedAt + Number(token.expires_in) * 1000
    }
    const answer = await called(config, token.access_token, DPoP)
    if (!answer.ok) throw new Error(`the API answered ${answer.status}`)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

/** Answers a nonce challenge of the API once; the handle has stored the nonce. */
async function called(config: openid.Configuration, token: string, DPoP: openid.DPoPHandle): Promise<Response> {
  const url = new URL(String(HELSEID_API_URL))
  const call = () =>
    Promise.race([
      openid.fetchProtectedResource(config, token, url, 'GET', null, undefined, { DPoP }),
      pause(timeout * 1000, undefined, { ref: false }).then(() => Promise.reject(new Error('the API does not answer'))),
    ])
  return call().catch((error) => {
    if (error instanceof openid.WWWAuthenticateChallengeError && isNonceChallenge(error)) return call()
    throw error
  })
}

function isNonceChallenge({ cause }: openid.WWWAuthenticateChallengeError): boolean {
  return cause.some(({ parameters }) => parameters.error === 'use_dpop_nonce')
}

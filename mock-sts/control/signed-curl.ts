/** A curl command that sends a request again, with JWTs signed again by the key of the demo client, which is public. */
import { generateKeyPairSync } from 'node:crypto'
import { type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import type { ClientRegistration } from '../clients/registration.ts'
import demoKey from '../demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { curlOf, type Draft } from './corrected.ts'

/** Whether the twin can sign for a client: the key of the demo client is registered for it, as for the clients of `helseid-mock try`. */
export function canSignFor(registration: Pick<ClientRegistration, 'jwks'> | undefined): boolean {
  const { keys = [] } = registration?.jwks ?? {}
  return keys.some((key) => key.n === demoKey.n)
}

/** `nonce` is a valid one of the token endpoint. The command works for ten seconds, by the clock of the twin. */
export function signedCurl(draft: Draft, nonce: string): string {
  const proofKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Jwk
  const header = { ...draft.assertion?.header, alg: 'PS256', kid: demoKey.kid }
  const proofHeader = { ...draft.proof?.header, alg: 'ES256', jwk: publicJwk(proofKey) }
  return curlOf(draft, {
    assertion: signJws(header, draft.assertion?.claims ?? {}, demoKey, 'PS256'),
    proof: signJws(proofHeader, { ...draft.proof?.claims, nonce }, proofKey, 'ES256'),
  })
}

/**
 * `/v1/client-secret`: lists and adds the client’s public keys, which NHN calls client secrets. Source:
 * HelseID.Library, Selvbetjening.Samples.
 */
import { limits } from 'helseid-contract'
import { canonicalKey } from 'helseid-contract/rules'
import { clientKeys } from '../../clients/client-keys.ts'
import type { ClientKey } from '../../clients/registration.ts'
import type { SelvbetjeningCall } from './call.ts'
import { readJson } from './json-body.ts'
import { BadRequest } from './problem.ts'
import { notPublicJwk, publicKeyIn } from './public-jwk.ts'

export function listClientSecrets({ registration }: SelvbetjeningCall): Response {
  const secrets = clientKeys(registration()).map((key) => ({
    expiration: key.exp === undefined ? null : time(key.exp),
    kid: key.kid ?? null,
    jwkThumbprint: canonicalKey(key).thumbprint,
    origin: key.origin ?? 'Gui',
    publicJwk: null,
  }))
  return Response.json(secrets)
}

export async function addClientSecret({ context, change, request }: SelvbetjeningCall): Promise<Response> {
  const added = newKey(publicKeyIn(await readJson(request, notPublicJwk)), context.clock.now())
  await change((current) => {
    // clientKeys() has already converted the certificates to keys.
    const { certificates: _certificates, ...rest } = current
    const known = clientKeys(current)
    if (added.kid !== undefined && known.some(({ kid }) => kid === added.kid))
      throw new BadRequest(`The client already has a key with the kid ${added.kid}.`)
    return { ...rest, jwks: { keys: [...known, added] } }
  })
  return Response.json({ expiration: time(added.exp) })
}

/** The key as Selvbetjening’s API registers it, with its expiry; `now` is in epoch milliseconds. */
export function newKey(jwk: ClientKey, now: number): ClientKey & { readonly exp: number } {
  return { ...jwk, exp: Math.floor(now / 1000) + limits.clientKeyLifetime, origin: 'Api' }
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** What HelseID demands of a client assertion beyond the standard. */
import { clientAssertionTyp, limits, multiTenantDetails, sfmDetails, singleTenantDetails } from 'helseid-contract'
import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from 'oauth4webapi'
import type { Organization } from './config.ts'
import type { SigningKey } from './key-sources.ts'

/** `private_key_jwt` as HelseID wants it: its `typ`, 10 s, the issuer as audience, a fresh `jti` whenever it is used. */
export function clientAssertion(
  key: SigningKey,
  issuer: string,
  now: () => number,
  organization?: Organization,
): ClientAuth {
  const details = organization && assertionDetails(organization)
  return PrivateKeyJwt(key, {
    [modifyAssertion](header, payload) {
      const seconds = Math.floor(now() / 1000)
      header.typ = clientAssertionTyp
      Object.assign(payload, { aud: issuer, iat: seconds, nbf: seconds, exp: seconds + limits.assertionLifetime })
      if (details !== undefined) payload.assertion_details = details
    },
  })
}

/** A lone structure as an object, several as an array, as NHN's own libraries do it. */
function assertionDetails({ parent, child, sfmJournalId }: Organization): object | undefined {
  const details = [
    ...(parent !== undefined
      ? [multiTenantDetails(parent, child)]
      : child !== undefined
        ? [singleTenantDetails(child)]
        : []),
    ...(sfmJournalId !== undefined ? [sfmDetails(sfmJournalId)] : []),
  ]
  return details.length > 1 ? details : details[0]
}

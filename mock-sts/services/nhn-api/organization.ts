/** `/organization` of the protected API: the response depends on the organisation that the caller acts for. */
import { type AccessTokenClaims, organizationOf } from 'helseid-client/verifier'
import { organizationWithoutRights } from '../../scenarios/foreign-organization.ts'
import { answer } from './guarded.ts'

export function organization(claims: AccessTokenClaims): Response {
  const { parent, child, supplier } = organizationOf(claims)
  if (parent === undefined)
    return forbidden('organization-missing', 'the token names no organisation (no orgnr_parent)')
  if (typeof parent !== 'string' || !/^\d{9}$/.test(parent))
    return forbidden(
      'organization-malformed',
      `the token's orgnr_parent must have nine digits, not ${JSON.stringify(parent)}`,
    )
  if (parent === organizationWithoutRights)
    return forbidden('organization-without-rights', `the organisation ${parent} has no access to this API`)
  return answer(200, { organization: { parent, child, supplier } })
}

function forbidden(error: string, description: string): Response {
  return answer(403, { error, error_description: description })
}

/** What to fix if an API does not accept a valid request. */

import { adviceText } from './advice.ts'

/** Settings that refuse HelseID's own tokens, by platform. */
const refusesGood = [
  'Spring Security: the default decoder accepts only the typ JWT: validateType(false) on the NimbusJwtDecoder builder, and a JwtTypeValidator for at+jwt',
  'HelseID’s machine tokens have no sub: use no validator that requires it, such as Authlib’s JWTBearerTokenValidator, Spring’s createAtJwtValidator, or strict of express-oauth2-jwt-bearer',
  'ASP.NET Core: log Microsoft.AspNetCore.Authentication at Debug, which names the claim',
  'Behind a proxy, htu is compared with the address that the API sees, not with the public one',
].join('\n')

/** `id` is the row: the control row, or a variant of it. */
export function fixOfControl(status = 500, id = 'D33'): string {
  if (status < 300) return `If this is the status of success, set --status ${status}`
  if (status < 400) return 'The endpoint redirects: set --url to the endpoint itself'
  if (id === 'D34')
    return `HelseID’s older tokens have the typ JWT: accept both, or ignore this warning if the API takes at+jwt only\n${adviceText('typ')}`
  if (status === 404) return 'Set --url to the address of the endpoint'
  if (status === 405) return 'Set --method to the method of the endpoint'
  if ([400, 406, 411, 415, 422].includes(status)) return 'Describe a valid request with --method, --header and --body'
  if (status >= 500)
    return 'The API failed: look in its log. ASP.NET Core answers 500 if it cannot fetch the metadata, for example because it does not trust the certificate of the issuer'
  return `Configure the API to trust the issuer and the authority of its certificate, its JWKS, the audience and the scope of this check\n${refusesGood}`
}

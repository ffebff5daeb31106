/** An issuer that an API or client must not take for its own. */
import { stsEnvironments, stsNames } from 'helseid-contract'
import { stsOfIssuer } from '../context/address.ts'

/** The issuer of another STS: production for any other, and `test` for production. `issuer` must name an STS. */
export function otherIssuerOf(issuer: string): string {
  const other = stsOfIssuer(issuer) === 'prod' ? 'test' : 'prod'
  const isReal = stsNames.some((sts) => stsEnvironments[sts].issuer === issuer)
  return isReal ? stsEnvironments[other].issuer : issuer.replace(/[^/]+$/, other)
}

/** The STS that an issuer names: HelseID's own issuer, or a twin's, which ends in the name of the STS. */
import { type StsName, stsEnvironments, stsNamed, stsNames } from 'helseid-contract'

export function stsOfIssuer(issuer: string): StsName | undefined {
  return stsNames.find((sts) => stsEnvironments[sts].issuer === issuer) ?? stsNamed(issuer.split('/').at(-1) ?? '')
}

/** The issuer of another STS: production for any other, and `test` for production. `issuer` must name an STS. */
export function otherIssuerOf(issuer: string): string {
  const other = stsOfIssuer(issuer) === 'prod' ? 'test' : 'prod'
  const isReal = stsNames.some((sts) => stsEnvironments[sts].issuer === issuer)
  return isReal ? stsEnvironments[other].issuer : issuer.replace(/[^/]+$/, other)
}

/** Recognises a request that was made for another STS than the one that it was sent to. */
import { endpoints } from './endpoints.ts'
import { stsEnvironments, stsNames } from './environments/index.ts'
import { stsNamed } from './environments/sts-named.ts'
import type { StsFacts } from './facts.ts'

/**
 * What `address`, an issuer or a token endpoint of another STS, suggests; empty for any other text. A client that caches the
 * metadata of two environments under one key sends every second request to the wrong one.
 */
export function madeForAnother(address: unknown, { name, otherIssuers }: StsFacts): string {
  const real = stsNames.filter((sts) => sts !== name).map((sts) => stsEnvironments[sts].issuer)
  const issuer = [...otherIssuers, ...real].find((other) => address === other || address === other + endpoints.token)
  if (issuer === undefined) return ''
  const other =
    stsNames.find((sts) => stsEnvironments[sts].issuer === issuer) ?? stsNamed(issuer.split('/').at(-1) ?? '')
  return `Made for ${other ?? issuer}, sent to ${name}: is the metadata of both cached under one key? Otherwise: `
}

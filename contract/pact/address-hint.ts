/** Says whether the API knows the twin at another address than the tokens' issuer, as `localhost` and `127.0.0.1` are. */

/** `fetched` are the addresses at which metadata or keys have been fetched. Ends with a full stop. */
export function addressHint(issuer: string, fetched: readonly string[]): string {
  const origin = new URL(issuer).origin
  const origins = [...new Set(fetched.map((address) => new URL(address).origin))]
  if (origins.includes(origin))
    return `The keys of ${issuer} have been fetched: compare the API's issuer, audience and address with those of the tokens and proofs.`
  const [other] = origins
  if (other === undefined) return `No one has fetched keys from ${issuer}: the API must trust this issuer.`
  return `The tokens are from ${issuer}, but keys have been fetched from ${other} only; these are different issuers, even if both are this machine: give the twin's address as ${other}, or configure the API for ${issuer}.`
}

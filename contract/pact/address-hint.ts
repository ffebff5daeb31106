/** Says whether the API knows the twin at another address than the tokens' issuer, as `localhost` and `127.0.0.1` are. */

/** What the tokens and proofs name. */
export interface Named {
  readonly issuer: string
  readonly audience: string
  /** The API's address in `htu`. */
  readonly address: string
}

/** `fetched` are the addresses at which metadata or keys have been fetched. Ends with a full stop. */
export function addressHint({ issuer, audience, address }: Named, fetched: readonly string[]): string {
  const origin = new URL(issuer).origin
  const origins = [...new Set(fetched.map((address) => new URL(address).origin))]
  if (origins.includes(origin))
    return `The keys of ${issuer} have been fetched: compare what the API requires with what it gets: issuer ${issuer}, audience ${audience}, and in proofs the address ${address}.`
  const [other] = origins
  if (other === undefined) return `No one has fetched keys from ${issuer}: the API must trust this issuer.`
  return `The tokens are from ${issuer}, but keys have been fetched from ${other} only; these are different issuers, even if both are this machine: give the twin's address as ${other}, or configure the API for ${issuer}.`
}

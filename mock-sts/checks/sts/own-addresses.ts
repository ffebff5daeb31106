/** Selects the URLs in an issuer's metadata that have the issuer's own origin. */
import { parsedMembers } from 'helseid-contract/drift'

/** URLs by metadata member. Only the issuer itself is called, whatever else its metadata names. */
export type OwnAddresses = Readonly<Record<string, string>>

/** Empty if the document is not JSON. */
export function ownAddresses(document: string, issuer: string): OwnAddresses {
  const { origin } = new URL(issuer)
  const own = Object.entries(parsedMembers(document)).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && URL.canParse(entry[1]) && new URL(entry[1]).origin === origin,
  )
  return Object.fromEntries(own)
}

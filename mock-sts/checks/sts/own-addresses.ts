/** The addresses in an issuer's metadata that are its own. */
import { parsedMembers } from 'helseid-contract/drift'

/** By member: nobody is asked but the issuer itself, whatever its metadata names. */
export type OwnAddresses = Readonly<Record<string, string>>

/** Those of a metadata document; none of what is no JSON. */
export function ownAddresses(document: string, issuer: string): OwnAddresses {
  const { origin } = new URL(issuer)
  const own = Object.entries(parsedMembers(document)).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && URL.canParse(entry[1]) && new URL(entry[1]).origin === origin,
  )
  return Object.fromEntries(own)
}

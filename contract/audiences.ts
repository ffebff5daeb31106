/** The audiences of a client assertion, as Microsoft.IdentityModel reads them. */
import type { Json } from './json.ts'

/** The elements of a list that are not null (`ReadStringsSkipNulls`); otherwise the value alone. */
export function audiencesIn(aud: Json | undefined): readonly (Json | undefined)[] {
  return Array.isArray(aud) ? aud.filter((one) => one !== null) : [aud]
}

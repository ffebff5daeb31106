/** Names the keys of a client for a verdict. */
import type { ClientFacts } from './facts.ts'
import { format } from './rule.ts'

/** As many as a verdict names. */
const maxNamed = 10

/** The `kid` of each registered key, joined with "or". */
export function registeredKids(client: ClientFacts | undefined): string {
  const kids = (client?.keys ?? []).map(({ kid }) => (kid === undefined ? 'a key without kid' : format(kid)))
  const more = kids.length > maxNamed ? ` (and ${kids.length - maxNamed} more)` : ''
  return `${kids.slice(0, maxNamed).join(' or ')}${more}`
}

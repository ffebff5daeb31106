/** Which cases a client can reach at an issuer that is not its own to configure. */
import type { Expectation } from 'helseid-contract/cases'
import { type Rights, rightWords } from 'helseid-contract/drift'
import type { Recipe, RequestChange } from 'helseid-contract/rules'

export interface CaseReach {
  /** What the client has been given. */
  readonly rights: Partial<Rights>
  /** Type of its key. */
  readonly keyType: 'RSA' | 'EC'
  /** Seconds that a case may wait. Default: 0. */
  readonly maxWait?: number
}

/** Members of a registration that follow from the tenancy. */
const ofTenancy = ['tenancy', 'parent', 'children', 'supplier']

/** Why a case cannot be had, as a sentence; undefined where it can. */
export function whyNotReached(recipe: Recipe, expected: Expectation, reach: CaseReach): string | undefined {
  const { rights, keyType, maxWait = 0 } = reach
  const { client = {}, otherClient, api } = recipe
  const others = Object.keys(client).filter((member) => !ofTenancy.includes(member))
  if (others.length > 0) return `It takes a client that is registered otherwise: ${others.join(', ')}.`
  if (otherClient !== undefined || api !== undefined) return 'It takes a second client, or an API of one’s own.'
  const text = JSON.stringify([recipe, expected])
  // Others say nothing of organisations, and are answered as any client is.
  const isOfTenancy = client.tenancy !== undefined || /_details|orgnr/.test(text)
  const tenancy = client.tenancy ?? 'none'
  if (isOfTenancy && tenancy !== (rights.tenancy ?? 'none')) return `It takes a client of the tenancy ${tenancy}.`
  // A unit that is given is one that the client may name.
  if (tenancy === 'single-tenant' && client.children === undefined && text.includes('${child}'))
    return 'It takes a client that may name no unit.'
  if (text.includes('${otherClientId}')) return 'It takes a second client.'
  const missing = (['secondScope', 'otherApiScope', 'ungrantedScope', 'parent', 'child'] as const).filter(
    (right) => text.includes(`\${${right}}`) && rights[right] === undefined,
  )
  if (missing.length > 0) return `It takes ${missing.map((right) => rightWords[right]).join(' and ')}.`
  const changes = [...(recipe.before ?? []), recipe]
  // It answers with every scope that the client holds, and the table knows of two.
  if (text.includes('${secondScope}') && changes.some(asksForAll) && rights.otherApiScope !== undefined)
    return 'It takes a client that holds the scopes of one API and no others.'
  const waits = changes.reduce((sum, { wait = 0 }) => sum + wait, 0)
  if (waits > maxWait) return `It takes ${waits} s: --patience ${waits}.`
  if (keyType !== 'RSA' && changes.some(signsByRsa)) return 'It takes a client with an RSA key.'
  return undefined
}

function asksForAll({ form }: RequestChange): boolean {
  return form !== undefined && 'scope' in form && !form.scope
}

/** By the registered key, which is what a recipe without a key means. */
function signsByRsa({ assertion }: RequestChange): boolean {
  return assertion?.key === undefined && /^(PS|RS)/.test(assertion?.alg ?? '')
}

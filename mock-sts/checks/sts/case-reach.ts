/** Decides which cases a client can reach at an issuer that it cannot configure. */
import type { Expectation } from 'helseid-contract/cases'
import { type Rights, rightWords } from 'helseid-contract/drift'
import type { Recipe, RequestChange } from 'helseid-contract/rules'

export interface CaseReach {
  /** The rights of the client. */
  readonly rights: Partial<Rights>
  /** The type of its key. */
  readonly keyType: 'RSA' | 'EC'
  /** How long a case may wait, in seconds. Default: 0. */
  readonly maxWait?: number
}

/** The members of a registration that depend on the tenancy. */
const ofTenancy = ['tenancy', 'parent', 'children', 'supplier']

/** Why the client cannot reach a case, as a sentence; undefined if it can. */
export function whyNotReached(recipe: Recipe, expected: Expectation, reach: CaseReach): string | undefined {
  const { rights, keyType, maxWait = 0 } = reach
  const { client = {}, otherClient, api } = recipe
  const others = Object.keys(client).filter((member) => !ofTenancy.includes(member))
  if (others.length > 0) return `This case needs a client with a different registration: ${others.join(', ')}.`
  if (otherClient !== undefined || api !== undefined) return 'This case needs a second client, or its own API.'
  const text = JSON.stringify([recipe, expected])
  // All other cases do not involve organisations, and give every client the same answer.
  const isOfTenancy = client.tenancy !== undefined || /_details|orgnr/.test(text)
  const tenancy = client.tenancy ?? 'none'
  if (isOfTenancy && tenancy !== (rights.tenancy ?? 'none'))
    return `This case needs a client with the tenancy ${tenancy}.`
  // A unit passed by flag is one that the client may name.
  if (tenancy === 'single-tenant' && client.children === undefined && text.includes('${child}'))
    return 'This case needs a client that must not name a unit.'
  if (text.includes('${otherClientId}')) return 'This case needs a second client.'
  const missing = (['secondScope', 'otherApiScope', 'ungrantedScope', 'parent', 'child'] as const).filter(
    (right) => text.includes(`\${${right}}`) && rights[right] === undefined,
  )
  if (missing.length > 0) return `This case needs ${missing.map((right) => rightWords[right]).join(' and ')}.`
  const changes = [...(recipe.before ?? []), recipe]
  // Without a scope parameter the answer has every scope that the client holds; the table knows two.
  if (text.includes('${secondScope}') && changes.some(requestsAllScopes) && rights.otherApiScope !== undefined)
    return 'This case needs a client that holds the scopes of one API only.'
  const waits = changes.reduce((sum, { wait = 0 }) => sum + wait, 0)
  if (waits > maxWait) return `This case takes ${waits} s: set --patience ${waits}.`
  if (keyType !== 'RSA' && changes.some(signsWithRsa)) return 'This case needs a client with an RSA key.'
  return undefined
}

function requestsAllScopes({ form }: RequestChange): boolean {
  return form !== undefined && 'scope' in form && !form.scope
}

/** Whether the registered key, which is the default of a recipe, signs with an RSA algorithm. */
function signsWithRsa({ assertion }: RequestChange): boolean {
  return assertion?.key === undefined && /^(PS|RS)/.test(assertion?.alg ?? '')
}

/** Whether the answer depends on the algorithm that the key is registered for, which only the issuer knows. */
export function dependsOnKey(recipe: Recipe): boolean {
  return [...(recipe.before ?? []), recipe].some(({ assertion }) => assertion?.alg !== undefined)
}

/** The provider states of the token endpoint: the client's registration, and changes to its request. */
import { exampleNames } from '../compose-context.ts'
import { multiTenantDetails, sfmDetails, singleTenantDetails } from '../organization-details.ts'
import type { Recipe } from '../recipe.ts'
import type { Rights } from './sts-client.ts'

export interface StsState {
  /** What the client must already have at an issuer where it cannot be registered as needed. */
  readonly needs?: readonly (keyof Rights)[]
  readonly tenancy?: Rights['tenancy']
  /** Why only a twin can provide the state, as a sentence. */
  readonly twinOnly?: string
  /** The registration on a twin, and the changes to the reference request. */
  readonly recipe?: (rights: Omit<Rights, 'tenancy'>) => Recipe
  /** The proof carries a nonce that the issuer has just sent. */
  readonly nonce?: true
}

export const stsStates: Readonly<Record<string, StsState>> = {
  'a client': {
    recipe: ({ scope }) => ({ client: { scopes: [scope] } }),
  },
  'a client of one API': {
    needs: ['scope'],
    recipe: ({ scope }) => ({ client: { scopes: [scope] } }),
  },
  'a client of two APIs': {
    needs: ['scope', 'otherApiScope'],
    recipe: ({ scope, otherApiScope }) => ({ client: { scopes: [scope, otherApiScope] } }),
  },
  'a client that another API is closed to': {
    needs: ['ungrantedScope'],
    recipe: ({ scope, ungrantedScope }) => ({
      client: { scopes: [scope] },
      otherClient: { scopes: [ungrantedScope] },
    }),
  },
  'a client of two APIs whose organisation has accepted the terms of one': {
    twinOnly: 'Needs an organisation that withdraws its acceptance of an API’s terms of use.',
    recipe: ({ scope, otherApiScope }) => ({
      client: { scopes: [scope, otherApiScope], termsNotAccepted: [otherApiScope] },
    }),
  },
  'a client of another grant': {
    twinOnly: 'Needs a client that is not registered for client_credentials.',
    recipe: () => ({ client: { grantTypes: ['authorization_code'] } }),
  },
  'a single-tenant client': {
    tenancy: 'single-tenant',
    recipe: ({ parent, child }) => ({ client: { tenancy: 'single-tenant', parent, children: [child] } }),
  },
  'a multi-tenant client': {
    tenancy: 'multi-tenant',
    recipe: () => ({ client: { tenancy: 'multi-tenant', supplier: exampleNames.supplier } }),
  },
  'it speaks for one of its units': {
    needs: ['child'],
    recipe: ({ child }) => details(singleTenantDetails(child)),
  },
  'it speaks for a unit that is not its own': {
    recipe: () => details(singleTenantDetails(exampleNames.supplier)),
  },
  'it speaks for an organisation and its unit': {
    needs: ['parent', 'child'],
    recipe: ({ parent, child }) => details(multiTenantDetails(parent, child)),
  },
  'it speaks for an organisation and its SFM journal': {
    needs: ['parent', 'journalId'],
    recipe: ({ parent, journalId }) => details([multiTenantDetails(parent), sfmDetails(journalId)]),
  },
  'it speaks for a unit as a single-tenant client does': {
    recipe: () => details(singleTenantDetails(exampleNames.child)),
  },
  'its key is not registered': { recipe: () => ({ assertion: { key: 'unregistered' } }) },
  'its proof is for another address': {
    recipe: () => ({ proof: { claims: { htu: 'https://elsewhere.example/connect/token' } } }),
  },
  'a nonce is known': { nonce: true },
}

function details(value: object): Recipe {
  return { assertion: { claims: { assertion_details: value as never } } }
}

/** The combined recipe of several states; a later state overrides an earlier one. */
export function recipeOf(states: readonly string[], rights: Omit<Rights, 'tenancy'>): Recipe {
  const recipes = states.map((name) => stsStates[name]?.recipe?.(rights) ?? {})
  return Object.assign({}, ...recipes, { client: Object.assign({}, ...recipes.map(({ client }) => client)) })
}

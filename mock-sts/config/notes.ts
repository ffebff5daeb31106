/** What is allowed in a configuration, but seldom meant: said when the twin starts and when its configuration changes. */
import { audienceOf, isIdentityScope } from 'helseid-contract'
import { clientKeys } from '../clients/client-keys.ts'
import type { ClientRegistration } from '../clients/registration.ts'

/** One line each. */
export function configNotes(clients: readonly ClientRegistration[]): string[] {
  return clients.flatMap((client) => notes(client).map((note) => `client ${client.clientId}: ${note}`))
}

function notes(client: ClientRegistration): string[] {
  const { tenancy = 'none', parent, children, supplier, scopes, clientSecret, termsNotAccepted = [] } = client
  const unusual = scopes.filter((scope) => !isIdentityScope(scope) && audienceOf(scope) === undefined)
  const unheld = termsNotAccepted.filter((scope) => !scopes.includes(scope))
  const remarks: [boolean, string][] = [
    [
      clientKeys(client).length === 0 && clientSecret === undefined,
      'it has no key, so nothing it sends can be verified',
    ],
    [scopes.length === 0, 'it holds no scope, so it gets no token'],
    [unusual.length > 0, `scopes of HelseID’s APIs look like nhn:msh/api, not like ${unusual.join(', ')}`],
    [unheld.length > 0, `termsNotAccepted names scopes that it does not hold: ${unheld.join(', ')}`],
    [
      tenancy === 'single-tenant' && parent === undefined,
      'single-tenant without parent: its tokens have no orgnr_parent',
    ],
    [
      tenancy !== 'single-tenant' && parent !== undefined,
      `parent is used for single-tenant clients only, this one is ${tenancy}`,
    ],
    [
      tenancy !== 'single-tenant' && children !== undefined,
      `children is used for single-tenant clients only, this one is ${tenancy}`,
    ],
    [
      tenancy === 'multi-tenant' && supplier === undefined,
      'multi-tenant without supplier: its tokens have no orgnr_supplier',
    ],
  ]
  return remarks.flatMap(([applies, note]) => (applies ? [note] : []))
}

/**
 * Notes about a configuration that is valid but probably a mistake; printed when the twin starts and when its
 * configuration changes.
 */
import { audienceOf, isIdentityScope } from 'helseid-contract'
import { clientKeys } from '../clients/client-keys.ts'
import type { ClientRegistration } from '../clients/registration.ts'

/** One line for each note. */
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
      'it has no key, so none of its requests can be verified',
    ],
    [scopes.length === 0, 'it has no scopes, so it cannot get a token'],
    [unusual.length > 0, `HelseID’s API scopes have the form nhn:msh/api, unlike ${unusual.join(', ')}`],
    [unheld.length > 0, `termsNotAccepted lists scopes that it does not have: ${unheld.join(', ')}`],
    [
      tenancy === 'single-tenant' && parent === undefined,
      'it is single-tenant but has no parent: its tokens lack orgnr_parent',
    ],
    [
      tenancy !== 'single-tenant' && parent !== undefined,
      `parent applies to single-tenant clients only; its tenancy is ${tenancy}`,
    ],
    [
      tenancy !== 'single-tenant' && children !== undefined,
      `children applies to single-tenant clients only; its tenancy is ${tenancy}`,
    ],
    [
      tenancy === 'multi-tenant' && supplier === undefined,
      'it is multi-tenant but has no supplier: its tokens lack orgnr_supplier',
    ],
  ]
  return remarks.flatMap(([applies, note]) => (applies ? [note] : []))
}

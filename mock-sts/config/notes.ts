/**
 * Notes about a configuration that is valid but probably a mistake; printed when the twin starts and when its
 * configuration changes.
 */
import { algorithmOfCurve, assertionAlgorithms, audienceOf, curveOfAlgorithm, isIdentityScope } from 'helseid-contract'
import { clientKeys } from '../clients/client-keys.ts'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'

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
  return [...remarks.flatMap(([applies, note]) => (applies ? [note] : [])), ...clientKeys(client).flatMap(algNotes)]
}

/** For a key whose `alg` does not fit its `kty` or `crv`. https://www.rfc-editor.org/rfc/rfc7518#section-3.1 */
function algNotes({ kty, crv, alg, kid }: ClientKey): string[] {
  const accepted: readonly string[] = assertionAlgorithms.accepted
  if (alg === undefined) return []
  const key = kid === undefined ? 'a key without kid' : `the key ${JSON.stringify(kid)}`
  const right = kty === 'EC' ? algorithmOfCurve(crv) : 'PS256'
  if (!accepted.includes(alg))
    return [`${key} has the alg ${JSON.stringify(alg)}, with which HelseID accepts no assertion: use ${right}`]
  if (alg.startsWith('ES') !== (kty === 'EC'))
    return [`${key} has the alg ${alg}, with which a key of type ${kty} cannot sign: use ${right}`]
  if (kty !== 'EC' || curveOfAlgorithm(alg) === crv) return []
  return [
    `${key} is on ${crv}, which does not fit its alg ${alg}: HelseID accepts such signatures today, other verifiers do not (rule curve-fits-alg); use ${right}`,
  ]
}

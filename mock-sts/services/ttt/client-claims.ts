/** Translates `clientClaimsParameters` to changes of the default client’s claims. Source: HelseID.Samples, TestTokenTool. */
import { claims as names } from 'helseid-contract'
import { canonicalKey } from 'helseid-contract/rules'
import { parseJson } from '../../http/read-json.ts'
import { isOn, memberIn, objectIn, textsIn, type Values, withoutEmpty } from './caller-values.ts'
import { generationOf, toClaims } from './generation.ts'

const claimNames = {
  clientId: 'client_id',
  sfmJournalId: names.sfmJournalId,
  orgnrParent: names.orgnrParent,
  orgnrChild: names.orgnrChild,
  orgnrSupplier: names.orgnrSupplier,
  clientTenancy: names.clientTenancy,
  authenticationMethodsReferences: names.clientAmr,
  clientAuthenticationMethodsReferences: names.clientAmrDetail,
  clientName: names.clientName,
  jti: 'jti',
} as const

/** NHN’s enumeration `ClientTenancyType`; a request that does not send it means the first. */
const tenancyTypes = ['MultiTenant', 'SingleTenant', 'None'] as const
const tenancies = { MultiTenant: 'multi-tenant', SingleTenant: 'single-tenant', None: 'none' } as const

/** @throws {TypeError} for invalid parameters */
export function clientClaims(body: Values): Values {
  const { clientTenancy, clientTenancyType, scope, ...own } = objectIn(body, 'clientClaimsParameters')
  const type = memberIn({ clientTenancyType }, 'clientTenancyType', tenancyTypes, 'clientClaimsParameters.')
  const hasTenancy = isOn({ clientTenancy }, 'clientTenancy', 'clientClaimsParameters.')
  const withTenancy = { ...own, ...(hasTenancy && { clientTenancy: tenancies[type ?? 'MultiTenant'] }) }
  const given = textsIn(withTenancy, Object.keys(claimNames), 'clientClaimsParameters')
  const texts = [textsIn({ scope }, ['scope'], 'clientClaimsParameters').scope ?? []].flat()
  const scopes = (typeof scope === 'string' ? scope.split(' ') : texts).filter(Boolean)
  const { withDefaults, withGiven } = generationOf(body, 'client', 'both')
  return {
    ...(!withDefaults && withoutDefaults),
    scope: scopes.length > 0 ? scopes : null,
    ...(!isOn(body, 'createDPoPTokenWithDPoPProof') && binding(own)),
    ...(withGiven && toClaims(given, claimNames)),
  }
}

/** Removes every default claim except `jti`, which every token has. */
const withoutDefaults: Values = Object.fromEntries(
  Object.values(claimNames)
    .filter((claim) => claim !== 'jti')
    .map((claim) => [claim, null]),
)

/** Binds the token to the caller’s key, for a proof that the caller creates. */
function binding(own: Values): Values {
  const { cnfPublicKey } = withoutEmpty(own)
  const { cnfJkt } = textsIn(own, ['cnfJkt'], 'clientClaimsParameters')
  const jkt = cnfPublicKey === undefined ? cnfJkt : thumbprint(cnfPublicKey)
  return jkt === undefined ? {} : { cnf: { jkt } }
}

function thumbprint(key: unknown): string {
  const jwk = typeof key === 'string' ? parseJson(key) : key
  const problem = 'clientClaimsParameters.cnfPublicKey must be a public JWK'
  if (typeof jwk !== 'object' || jwk === null) throw new TypeError(problem)
  try {
    return canonicalKey(jwk).thumbprint
  } catch (error) {
    throw new TypeError(`${problem} (${(error as Error).message})`)
  }
}

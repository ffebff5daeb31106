/** Translates `tokenExchangeParameters` to the claim `act` (RFC 8693 4.1) of an exchanged token. Source: HelseID.Samples, TestTokenTool. */
import { claims as names } from 'helseid-contract'
import { isOn, objectIn, type Values, withoutEmpty } from './caller-values.ts'

/** Unknown: the names of the members. @throws {TypeError} if no parameter is given */
export function actorClaim(body: Values): Values {
  if (!isOn(body, 'createTokenExchangeClaims')) return {}
  const { issuer, clientId, orgnrParent } = withoutEmpty(objectIn(body, 'tokenExchangeParameters'))
  const act = withoutEmpty({ iss: issuer, client_id: clientId, [names.orgnrParent]: orgnrParent })
  if (Object.keys(act).length === 0)
    throw new TypeError('tokenExchangeParameters must have at least one of issuer, clientId and orgnrParent')
  return { act }
}

/** Translates `tokenExchangeParameters` to the claim `act` (RFC 8693 4.1) of an exchanged token. Source: HelseID.Samples, TestTokenTool. */
import { claims as names } from 'helseid-contract'
import { isOn, objectIn, textsIn, type Values, withoutEmpty } from './caller-values.ts'

const parameters = ['issuer', 'clientId', 'orgnrParent']

/** Unknown: the names of the members. @throws {TypeError} if no parameter is given */
export function actorClaim(body: Values): Values {
  if (!isOn(body, 'createTokenExchangeClaims')) return {}
  const given = objectIn(body, 'tokenExchangeParameters')
  const { issuer, clientId, orgnrParent } = textsIn(given, parameters, 'tokenExchangeParameters')
  const act = withoutEmpty({ iss: issuer, client_id: clientId, [names.orgnrParent]: orgnrParent })
  if (Object.keys(act).length === 0)
    throw new TypeError('tokenExchangeParameters must have at least one of issuer, clientId and orgnrParent')
  return { act }
}

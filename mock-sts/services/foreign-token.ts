/** Says that a refused token is of another environment: its keys are unknown here, which hides the cause. */
import { TokenRefused } from 'helseid-client/verifier'
import { type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import { claimsOf } from 'helseid-contract/rules'
import type { Address } from '../context/address.ts'
import type { HttpRequest } from '../http/http-request.ts'

/** Refusals that a token of another issuer gets. */
const codes: readonly string[] = ['token-key-unknown', 'token-signature', 'token-issuer']

/** Longest issuer that is quoted, in characters. */
const maxLength = 100

/** The refusal, with the issuer that the token names if this is not its API's. Code, status and challenge stay the same. */
export function namingIssuer(refused: TokenRefused, request: HttpRequest, { sts, issuers }: Address): TokenRefused {
  const iss = claimsOf(/^\S+ +(\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1])?.iss
  if (!codes.includes(refused.code) || typeof iss !== 'string' || iss === issuers[sts]) return refused
  const other = stsOf(iss, issuers)
  const shown = iss.length > maxLength ? `${iss.slice(0, maxLength)}…` : iss
  const what =
    other === undefined || other === sts
      ? `this token’s iss is ${shown}, and this API trusts ${issuers[sts]} only`
      : `this token is of STS ${other} (its iss is ${shown}), and this is ${sts}`
  const { cause, wwwAuthenticate } = refused
  return new TokenRefused(refused.code, `${what}: ${refused.message}`, { cause, wwwAuthenticate })
}

function stsOf(iss: string, issuers: Readonly<Record<StsName, string>>): StsName | undefined {
  return stsNames.find((name) => issuers[name] === iss || stsEnvironments[name].issuer === iss)
}

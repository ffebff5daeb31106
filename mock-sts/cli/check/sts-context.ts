/** The values and keys of the requests of `check sts`: those of the given client, and examples for the rest. */
import { environments } from 'helseid-contract'
import { type ExchangeContext, exampleNames } from 'helseid-contract/rules'
import type { StsCheck } from '../../checks/sts/sts-results.ts'
import type { sendRequest } from '../../http/send-request.ts'
import { exchangeContext } from '../exchange-context.ts'

/** `send` sends the requests. */
export function stsContext(
  { issuer, client: { clientId, key }, rights }: Pick<StsCheck, 'issuer' | 'client' | 'rights'>,
  send: typeof sendRequest,
): ExchangeContext {
  const usual = exchangeContext(issuer, clientId)
  // Answers list scopes in sorted order, and so do the cases.
  const [scope = usual.scope, secondScope = exampleNames.secondScope] = [rights.scope, rights.secondScope]
    .filter((held) => held !== undefined)
    .toSorted()
  return {
    ...usual,
    ...exampleNames,
    otherIssuer: issuer === environments.prod.issuer ? environments.test1.issuer : environments.prod.issuer,
    ...rights,
    scope,
    secondScope,
    key: (name) => (name === 'registered' ? key : usual.key(name)),
    send: (request) => send(request),
  }
}

/** Requests in a session of a twin: a client registered for the row, and example names. Its key is registered without an algorithm. */
export function sessionContext(issuer: string): ExchangeContext {
  const usual = exchangeContext(issuer, 'session-client')
  const { alg: _alg, ...registered } = usual.key('registered')
  return { ...usual, ...exampleNames, key: (name) => (name === 'registered' ? registered : usual.key(name)) }
}

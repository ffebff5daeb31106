/** The E rows of the table of cases that need more than the metadata: TLS, tokens, endpoints, a restart. */
import { endpoints } from 'helseid-contract'
import type { ExchangeContext } from 'helseid-contract/rules'
import type { sendRequest } from '../../http/send-request.ts'
import type { CheckResult } from '../result.ts'
import { endpointResult } from './endpoint-result.ts'
import { goodTokens } from './good-tokens.ts'
import { ownAddresses } from './own-addresses.ts'
import { restartResult } from './restart-result.ts'
import { tlsResult } from './tls-result.ts'
import { tokenIdResult } from './token-id-result.ts'

export interface IssuerOptions {
  readonly issuer: string
  readonly context: ExchangeContext
  readonly send: typeof sendRequest
  /** The number of tokens to compare. */
  readonly tokens: number
  /** A command that restarts the issuer. */
  readonly restart: string | undefined
}

/** @throws {TypeError} `fetch failed`, if no answer comes */
export async function* issuerResults(options: IssuerOptions): AsyncGenerator<CheckResult> {
  const { issuer, context, send, tokens, restart } = options
  const document = ownAddresses(await (await send({ url: issuer + endpoints.discovery })).text(), issuer)
  const getToken = goodTokens(context)
  yield await tlsResult(issuer)
  yield await tokenIdResult(getToken, tokens)
  yield await endpointResult(document, send)
  yield await restartResult({ jwks: document.jwks_uri, send, command: restart })
}

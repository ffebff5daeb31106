/** The E rows of the table of cases that need more than the metadata: TLS, tokens, endpoints, keys. */
import { endpoints } from 'helseid-contract'
import type { ExchangeContext } from 'helseid-contract/rules'
import type { sendRequest } from '../../http/send-request.ts'
import type { CheckResult } from '../result.ts'
import { endpointResult } from './endpoint-result.ts'
import { goodTokens } from './good-tokens.ts'
import { ownAddresses } from './own-addresses.ts'
import { restartResult } from './restart-result.ts'
import { type KeyChanges, rotationResult } from './rotation-result.ts'
import { tlsResult } from './tls-result.ts'
import { tokenIdResult } from './token-id-result.ts'

export interface IssuerOptions {
  readonly issuer: string
  readonly context: ExchangeContext
  readonly send: typeof sendRequest
  /** The number of tokens to compare. */
  readonly tokens: number
  /** Absent if the keys may not be changed. */
  readonly changes: KeyChanges | undefined
  /** A command that restarts the issuer. */
  readonly restart: string | undefined
}

/** The row that changes the keys comes last, because a restart may undo it. @throws {TypeError} `fetch failed`, if no answer comes */
export async function* issuerResults(options: IssuerOptions): AsyncGenerator<CheckResult> {
  const { issuer, context, send, tokens, changes, restart } = options
  const document = ownAddresses(await (await send({ url: issuer + endpoints.discovery })).text(), issuer)
  const getToken = goodTokens(context)
  yield await tlsResult(issuer)
  yield await tokenIdResult(getToken, tokens)
  yield await endpointResult(document, send)
  yield await restartResult({ jwks: document.jwks_uri, send, command: restart })
  yield await rotationResult({ document, send, getToken, changes })
}

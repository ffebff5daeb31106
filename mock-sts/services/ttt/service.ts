/**
 * The test-token service (TTT) with NHN’s requests and responses: API tests written for it run offline after a change
 * of base URL.
 */

import { limits } from 'helseid-contract'
import { routePath, testTokenPaths } from '../../context/address.ts'
import type { Call } from '../../context/call.ts'
import { mintSources } from '../../context/mint-sources.ts'
import { ownerOf } from '../../context/owner.ts'
import { withKeyAdvice } from '../../context/refused-key.ts'
import { boundedBody } from '../../http/bounded-body.ts'
import { isDeeper, maxDepth, parseJson } from '../../http/read-json.ts'
import { problemResponse } from '../../http/responses.ts'
import { noteEvent, testTokenEvent } from '../../journal/log.ts'
import { mint } from '../../mint/mint.ts'
import { refusedKey } from '../refused-key.ts'
import { objectIn } from './caller-values.ts'
import { defaultClient } from './default-client.ts'
import { notesOnUnknown, withNewestNames } from './member-names.ts'
import { toMintOptions } from './parameters.ts'

export async function handleTtt(call: Call): Promise<Response> {
  const { context, address, request, connection, notes } = call
  const { sts, issuers, path } = address
  /** TTT reports errors in the body (HelseID.Samples, TestTokenDemo). */
  const failed = (errorMessage: string, status: 400 | 413 = 400): Response => {
    context.log(testTokenEvent(sts, status, errorMessage))
    return Response.json({ isError: true, successResponse: null, errorResponse: { errorMessage } }, { status })
  }
  const requested = routePath(path)
  if (request.method !== 'POST' || !testTokenPaths.includes(requested)) {
    const { origin, pathname } = new URL(request.url)
    const prefix = origin + pathname.slice(0, pathname.length - path.length)
    return problemResponse(
      404,
      'Not Found',
      `Unknown path or method. The test-token service serves POST ${prefix}${testTokenPaths[0]}.`,
    )
  }
  const key = request.headers.get('x-auth-key')?.trim()
  if (!key || !context.access.allowsService(key)) {
    const why = refusedKey('X-Auth-Key', key, context.access.guarded, 'your key')
    context.log(testTokenEvent(sts, 401, why))
    return problemResponse(401, 'Unauthorized', why)
  }
  const { body: bytes } = await boundedBody(request, limits.bodyBytes)
  if (bytes === undefined) return failed(`The body is longer than ${limits.bodyBytes} bytes.`, 413)
  const sent = bytes.toString('utf8').replace(/^\ufeff/, '')
  const refused = (detail: string) =>
    failed(
      withKeyAdvice(context, { request, by: connection.caller, sent, detail, meantFor: 'privateKeyForProofCreation' }),
    )
  const body = parseJson(sent)
  if (typeof body !== 'object' || body === null || Array.isArray(body) || isDeeper(body, maxDepth))
    return refused('The body must be a JSON object.')
  try {
    const sources = await mintSources(context.stses[sts], issuers[sts], context.clock)
    const values = withNewestNames({ ...body })
    for (const note of notesOnUnknown(values)) context.log(noteEvent(note))
    const { clientId } = objectIn(values, 'clientClaimsParameters')
    notes.owner = ownerOf(call, typeof clientId === 'string' ? clientId : undefined)
    const registry = { api: notes.owner.context.stses[sts].registry.api, client: defaultClient }
    // The older path takes the audience from a header, as NHN’s TestTokenProxy sends it.
    const audience = values.audience ?? (requested.startsWith('/v2/') ? undefined : request.headers.get('audience'))
    const options = toMintOptions({ ...values, audience }, sources.issuer, sources.now)
    const { accessToken, proof } = await mint(options, { ...sources, registry })
    context.log(testTokenEvent(sts, 200, `a token for ${clipped(String(options.audience))}`))
    const successResponse = { accessTokenJwt: accessToken, dPoPProof: proof ?? null }
    return Response.json({ isError: false, successResponse, errorResponse: null })
  } catch (error) {
    if (error instanceof TypeError) return refused(error.message)
    throw error
  }
}

/** Longest audience in a log line, in characters. */
const maxLength = 200

function clipped(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`
}

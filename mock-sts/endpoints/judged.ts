/** What revocation and introspection share: the client authenticates as at the token endpoint, and the verdict is recorded. */
import { endpoints, errorStatus, helseIdJson, tokenEndpointHeaders } from 'helseid-contract'
import type { EndpointAnswerCode, Facts, JudgedEndpoint } from 'helseid-contract/rules'
import { stsAddress } from '../context/address.ts'
import type { Call } from '../context/call.ts'
import { ownerOf } from '../context/owner.ts'
import { explainedError } from '../verdict/error-description.ts'
import { readTokenRequest } from '../verdict/token-request.ts'
import { noteUse } from './note-use.ts'

/** What an endpoint answers a good request, and a token that is not active. */
interface Answers {
  readonly good: (facts: Facts, call: Call) => Response | Promise<Response>
  readonly inactive?: (facts: Facts, call: Call) => Response | Promise<Response>
}

/** Judges a request, answers it, and notes the verdict for the journal. */
export async function answerJudged(call: Call, endpoint: JudgedEndpoint, answers: Answers): Promise<Response> {
  const { context, address, request, connection, notes } = call
  const { namedClient, keys } = context.stses[address.sts]
  const tokenRequest = await readTokenRequest(request, connection.rawHeaders)
  const owner = ownerOf(call, namedClient(tokenRequest))
  const sts = owner.context.stses[address.sts]
  const { facts, verdict, error } = await sts.judge(endpoint, tokenRequest, stsAddress(address, endpoints.token), keys)
  const { credential } = facts
  noteUse(owner, facts)
  Object.assign(notes, {
    owner,
    verdict,
    body: tokenRequest.body,
    clientId: 'clientId' in credential ? credential.clientId : undefined,
    error: error === 'inactive' ? undefined : error,
  } satisfies Call['notes'])
  if (error === undefined) return answers.good(facts, { ...call, ...owner })
  if (error === 'inactive' && answers.inactive) return answers.inactive(facts, { ...call, ...owner })
  const body = owner.context.settings.explainInResponse ? explainedError({ error }, verdict) : { error }
  return errorAnswer(body, endpoint)
}

/** A status alone, or the error in a body with status 400. Only introspection forbids caching (Duende BadRequestResult). */
function errorAnswer(
  { error, description }: { readonly error: EndpointAnswerCode; readonly description?: string },
  endpoint: JudgedEndpoint,
): Response {
  if (/^\d+$/.test(error)) return new Response(null, { status: Number(error) })
  const { 'Content-Type': type } = tokenEndpointHeaders
  const headers = endpoint === 'introspection' ? tokenEndpointHeaders : { 'Content-Type': type }
  const body = { error, ...(description !== undefined && { error_description: description }) }
  return new Response(helseIdJson(body), { status: errorStatus, headers })
}

/** The introspection endpoint (RFC 7662): a client sees the claims of its own tokens. */
import { helseIdJson, tokenEndpointHeaders } from 'helseid-contract'
import type { Facts, JsonObject } from 'helseid-contract/rules'
import { type Call, takeScenario } from '../context/call.ts'
import { tokenEnded } from '../scenarios/token-ended.ts'
import { answerJudged } from './judged.ts'

export async function introspection(call: Call): Promise<Response> {
  const response = await answerJudged(call, 'introspection', { good: active, inactive })
  // A token that the control plane has ended is inactive because of a failure on purpose.
  if (call.notes.verdict?.answer?.rule === 'introspected-token-not-ended') call.notes.scenario = tokenEnded.name
  return response
}

async function active({ presented, client }: Facts, call: Call): Promise<Response> {
  const scenario = await takeScenario(call, 'introspection', { clientId: client?.clientId })
  return scenario === undefined ? answerWith(activeBody(presented?.claims ?? {})) : answerWith(scenario.act.body)
}

function inactive(): Response {
  return answerWith({ active: false })
}

/** The claims in the order of the token; `scope` comes last, as text (Duende IntrospectionResponseGenerator). */
function activeBody({ scope = [], ...claims }: JsonObject): JsonObject {
  return { ...claims, token_type: 'access_token', active: true, scope: [scope].flat().join(' ') }
}

function answerWith(body: JsonObject): Response {
  return new Response(helseIdJson(body), { headers: tokenEndpointHeaders })
}

/** The introspection endpoint (RFC 7662): a client sees the claims of its own tokens. */
import type { Facts, JsonObject } from 'helseid-contract/rules'
import { type Call, takeScenario } from '../context/call.ts'
import { tokenEnded } from '../scenarios/token-ended.ts'
import { introspectionResponse } from './introspection-response.ts'
import { answerJudged } from './judged.ts'

export async function introspection(call: Call): Promise<Response> {
  const respond = async (body: JsonObject, facts: Facts, owned: Call) => introspectionResponse(body, facts, owned, call)
  const response = await answerJudged(call, 'introspection', {
    good: async (facts, owned) => respond(await active(facts, owned), facts, owned),
    inactive: (facts, owned) => respond({ active: false }, facts, owned),
  })
  // A token that the control plane has ended is inactive because of a failure on purpose.
  if (call.notes.verdict?.answer?.rule === 'introspected-token-not-ended') call.notes.scenario = tokenEnded.name
  return response
}

async function active({ presented, client }: Facts, call: Call): Promise<JsonObject> {
  const scenario = await takeScenario(call, 'introspection', { clientId: client?.clientId })
  return scenario === undefined ? activeBody(presented?.claims ?? {}) : scenario.act.body
}

/** The claims in the order of the token; `scope` comes last, as text (Duende IntrospectionResponseGenerator). */
function activeBody({ scope = [], ...claims }: JsonObject): JsonObject {
  return { ...unwrapped(claims), token_type: 'access_token', active: true, scope: [scope].flat().join(' ') }
}

/** Duende reads an array as one claim for each of its distinct elements, and writes a single one without the array (`ToClaimsDictionary`). */
function unwrapped(claims: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]) => {
      if (!Array.isArray(value)) return [[name, value]]
      const elements = [...new Map(value.map((element) => [JSON.stringify(element), element])).values()]
      const [first] = elements
      return first === undefined ? [] : [[name, elements.length === 1 ? first : elements]]
    }),
  )
}

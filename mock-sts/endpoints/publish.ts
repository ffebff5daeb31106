/** Answers with a document that an STS publishes, or with a scenario's response instead. */
import { type Call, takeScenario } from '../context/call.ts'
import { documentResponse } from '../http/responses.ts'
import { waitOf } from '../scenarios/active-scenarios.ts'

export async function publish(
  call: Call,
  place: 'metadata' | 'jwks',
  document: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const active = await takeScenario(call, place)
  if (active === undefined) return documentResponse(document)
  return active.act.answer({ document, parameters: active.parameters, wait: waitOf(call.request) })
}

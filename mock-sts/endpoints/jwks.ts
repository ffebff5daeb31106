/** The STS's public keys. */
import { type Call, takeScenario } from '../context/call.ts'
import { documentResponse } from '../http/responses.ts'
import { publish } from './publish.ts'

/** Key scenarios act here too, because an API may fetch the keys before any token is requested. */
export async function jwks(call: Call): Promise<Response> {
  const { keys } = call.context.stses[call.address.sts]
  const keysToChange = keys.untilReset()
  const active = await takeScenario(call, 'keys')
  await active?.act.change(keysToChange)
  return publish(call, 'jwks', { keys: (await keys.published()).map(({ publicJwk }) => publicJwk) })
}

/** Retired keys, at `expired_jwks_uri`. */
export function expiredJwks({ context, address }: Call): Response {
  const retired = context.stses[address.sts].keys.retired()
  return documentResponse({ keys: retired.map(({ publicJwk }) => publicJwk) })
}

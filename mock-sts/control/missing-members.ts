/** Members that a body lacks because of another member; the published document has these as conditions. */
import { reference } from './openapi-parts.ts'
import type { RequestFault } from './validation.ts'

type Body = Readonly<Record<string, unknown>>

/** By reference to the schema of the body. */
const missing: Readonly<Record<string, (body: Body) => string | undefined>> = {
  [reference('scenarioUse').$ref]: ({ name, sequence }) =>
    (name === undefined) === (sequence === undefined) ? 'the body must have either `name` or `sequence`' : undefined,
  [reference('keyChange').$ref]: ({ do: change, kid }) =>
    (change === 'activate' || change === 'retire') && kid === undefined
      ? `to ${change} a key, the body must have \`kid\`: GET /_mock/keys lists the keys`
      : undefined,
}

/** What the body of an operation lacks; nothing for a body that is not an object, which its schema refuses. */
export function missingFaults(schema: object, body: unknown): RequestFault[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  const detail = missing[(schema as { readonly $ref: string }).$ref]?.(body as Body)
  return detail === undefined ? [] : [{ pointer: '#', detail }]
}

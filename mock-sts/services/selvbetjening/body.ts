/** Reads and validates the request bodies of Selvbetjening. Source: Selvbetjening.Samples, ClientDraft and ClientUpdate. */
import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { HttpRequest } from '../../http/http-request.ts'
import { isDeeper, maxDepth } from '../../http/read-json.ts'
import { webAddressForm } from '../../http/web-address.ts'
import { withNamesOf } from '../names-of-model.ts'
import { readJson } from './json-body.ts'
import { BadRequest } from './problem.ts'

const nullable = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))
const texts = Type.Array(Type.String({ minLength: 1 }))
const organizationNumber = Type.String({ pattern: '^[0-9]{9}$' })
const addresses = Type.Array(Type.String({ pattern: '^[a-z][a-z0-9+.-]*:' }))

const claims = {
  audienceSpecificClientClaims: nullable(
    Type.Array(Type.Object({ key: Type.String({ minLength: 1 }), value: Type.String({ minLength: 1 }) })),
  ),
  redirectUris: nullable(addresses),
  postLogoutRedirectUris: nullable(addresses),
  childOrganizationNumbers: nullable(Type.Array(organizationNumber)),
}

export const clientUpdate = Type.Object({ apiScopes: Type.Optional(texts), ...claims })

export const clientDraft = Type.Object({
  organizationNumber,
  publicJwk: Type.Union([Type.String({ minLength: 1 }), Type.Object({})]),
  apiScopes: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  postClientConfirmationRedirectUri: Type.String(),
  ...claims,
})

/** What a member must be, by its JSON pointer. */
const meanings: readonly (readonly [pointer: RegExp, meaning: string])[] = [
  [/^\/apiScopes/, 'must be a list of scopes'],
  [/^\/childOrganizationNumbers/, 'must be a list of organisation numbers with nine digits each'],
  [/^\/organizationNumber/, 'must be an organisation number with nine digits'],
  [/^\/publicJwk/, 'must be a public JWK'],
  [/^\/(redirectUris|postLogoutRedirectUris)/, 'must be a list of URIs'],
  [/^\/postClientConfirmationRedirectUri/, `must be ${webAddressForm}`],
  [/^\/audienceSpecificClientClaims/, 'must be a list of { key, value }'],
]

/** @throws {BadRequest} listing every problem with its JSON pointer */
export async function readBody<T extends TObject>(request: HttpRequest, schema: T): Promise<Static<T>> {
  const sent = await readJson(request, 'The body is not JSON.')
  if (isDeeper(sent, maxDepth)) throw new BadRequest(`The body is nested more than ${maxDepth} levels deep.`)
  const value = withModelNames(sent, schema)
  const faults = [...Value.Errors(schema, value)].map(({ path, message }) => {
    const meaning = meanings.find(([pointer]) => pointer.test(path))?.[1]
    return `${path || 'the body'} ${meaning ?? `is invalid: ${message}`}`
  })
  if (faults.length > 0) throw new BadRequest([...new Set(faults)].join('; '), { sent: JSON.stringify(value) })
  return value as Static<T>
}

/** The names of the model, whatever their letter case. A JWK keeps its own. */
function withModelNames(sent: unknown, { properties }: TObject): unknown {
  const value = withNamesOf(Object.keys(properties), sent)
  const { audienceSpecificClientClaims: list } = Object(value) as { audienceSpecificClientClaims?: unknown }
  if (!Array.isArray(list)) return value
  const named = list.map((claim) => withNamesOf(['key', 'value'], claim))
  return { ...Object(value), audienceSpecificClientClaims: named }
}

/** Removes optional members that are null from a body: many generated clients send null for what was not given. */
import { controlSchemas } from './schemas/index.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly additionalProperties?: boolean | Schema
}

/** A copy of `value` without them. What the schema does not describe stays as it is, such as claims, where null has a meaning. */
export function withoutNulls(value: unknown, schema: Schema): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { $ref, properties = {}, required = [], items, anyOf, additionalProperties } = schema
  if ($ref !== undefined) return withoutNulls(value, named($ref))
  if (Array.isArray(value)) {
    const form = items ?? anyOf?.find((other) => other.items !== undefined)?.items
    return form === undefined ? value : value.map((item) => withoutNulls(item, form))
  }
  const others = typeof additionalProperties === 'object' ? additionalProperties : {}
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null || required.includes(name) || !Object.hasOwn(properties, name))
      .map(([name, member]) => [
        name,
        withoutNulls(member, (Object.hasOwn(properties, name) && properties[name]) || others),
      ]),
  )
}

function named($ref: string): Schema {
  return (controlSchemas[$ref.replace('#/definitions/', '')] ?? {}) as Schema
}

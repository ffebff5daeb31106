/** Building blocks for the schemas of the configuration and the control plane. */
import { type TObject, Type } from '@sinclair/typebox'

export const closed = { additionalProperties: false } as const
export const text = (description?: string) => Type.String({ minLength: 1, ...(description && { description }) })
export const texts = (description?: string) => Type.Array(text(), { ...(description && { description }) })
export const flag = (description: string) => Type.Boolean({ description })
export const orgnr = (description: string) =>
  Type.String({ pattern: '^[0-9]{9}$', description: `${description}: nine digits` })
export const orgnrs = (description: string) => Type.Array(orgnr('an organisation number'), { description })
export const oneOf = (values: readonly string[], description?: string) =>
  Type.Unsafe<string>({ type: 'string', enum: [...values], ...(description && { description }) })
/** An object with these member names, all optional. */
export const byName = (names: readonly string[], member: object, description?: string) =>
  Type.Unsafe<object>({
    type: 'object',
    propertyNames: { enum: [...names] },
    additionalProperties: member,
    ...(description && { description }),
  })
export const optional = (members: TObject['properties']) =>
  Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, Type.Optional(schema)]))
/** Gives a schema a name, which editors show and generated clients of the control plane use. */
export const titled = <T extends object>(title: string, schema: T): T => ({ ...schema, title })

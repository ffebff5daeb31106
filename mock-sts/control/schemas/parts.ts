/** Building blocks for the control plane’s schemas. */
import { Type } from '@sinclair/typebox'
import { closed } from '../../config/schema-parts.ts'

export const anything = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })
export const ref = (name: string) => Type.Unsafe<object>({ $ref: `#/definitions/${name}` })
export const listOf = (member: string, name: string) => Type.Object({ [member]: Type.Array(ref(name)) }, closed)
/** A time in epoch milliseconds of the twin’s clock. */
export const epochTime = (what: string) =>
  Type.Integer({ format: 'int64', description: `${what}, in epoch milliseconds of the twin’s clock` })

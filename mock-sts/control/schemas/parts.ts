/** Building blocks for the control plane’s schemas. */
import { type TSchema, Type } from '@sinclair/typebox'
import { closed } from '../../config/schema-parts.ts'

export const anything = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })
export const ref = (name: string, description?: string) =>
  Type.Unsafe<object>({ $ref: `#/definitions/${name}`, ...(description && { description }) })
export const listOf = (member: string, name: string) => Type.Object({ [member]: Type.Array(ref(name)) }, closed)
/** A time in epoch milliseconds of the twin’s clock. */
export const epochTime = (what: string) =>
  Type.Integer({ format: 'int64', description: `${what}, in epoch milliseconds of the twin’s clock` })
/** Two forms of a member; the first one is published. */
export const either = (described: TSchema, other: TSchema, description?: string) =>
  Type.Union([described, other], { ...(description && { description }) })
/** A name that is published as an enumeration; the twin checks it itself, and finds the one that was probably meant. */
export const name = (publishedAs: object, description?: string) =>
  Type.Unsafe<string>({ type: 'string', minLength: 1, publishedAs, ...(description && { description }) })
export const nameOrNull = (publishedAs: object) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], minLength: 1, publishedAs })

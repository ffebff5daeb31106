/** What a schema requires of a value, in the words of a sentence; Ajv’s own messages are those of a program. */
import type { ErrorObject } from 'ajv'

const types: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

/** The requirement on a value that has nothing in it. */
export const empty = 'must not be empty'

/** For a sentence that begins with the place of the value. Ajv’s message for a keyword that no schema of this project uses. */
export function requirementOf({ keyword, params, message = 'is wrong' }: ErrorObject): string {
  const { limit } = params as { readonly limit: number }
  if (keyword === 'type') return `must be ${[params.type].flat().map(nameOf).join(' or ')}`
  if (keyword === 'minimum') return `must be at least ${limit}`
  if (keyword === 'maximum') return `must be at most ${limit}`
  if (keyword === 'minLength') return limit === 1 ? empty : `must have at least ${limit} characters`
  if (keyword === 'maxLength') return `must have at most ${limit} characters`
  if (keyword === 'minItems') return limit === 1 ? empty : `must have at least ${limit} elements`
  if (keyword === 'maxItems') return `must have at most ${limit} elements`
  if (keyword === 'minProperties') return limit === 1 ? empty : `must have at least ${limit} members`
  return message
}

function nameOf(type: string): string {
  return types[type] ?? type
}

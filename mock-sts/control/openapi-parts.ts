/** Building blocks for the operations of the OpenAPI document. */
import { text } from '../config/schema-parts.ts'

export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters?: readonly OpenApiParameter[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: { readonly 'application/json': { readonly schema: object } }
  }
  readonly responses: Readonly<Record<string, object>>
  readonly security?: readonly object[]
}

export interface OpenApiParameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description: string
  readonly schema: object
}

export type Method = 'get' | 'post' | 'delete'

export type Operations = Readonly<Partial<Record<Method, OpenApiOperation>>>

/** Operations by path. */
export type Paths = Readonly<Record<string, Operations>>

/** Rewritten when the document is published. */
export const reference = (name: string) => ({ $ref: `#/definitions/${name}` })
export const json = (description: string, name: string) => ({
  description,
  content: { 'application/json': { schema: reference(name) } },
})
/** A response whose `member` is the id that the linked operations take. */
export const withLinks = (answer: object, member: string, ...operationIds: readonly string[]) => ({
  ...answer,
  links: Object.fromEntries(
    operationIds.map((operationId) => [operationId, { operationId, parameters: { id: `$response.body#${member}` } }]),
  ),
})
export const noContent = { '204': { description: 'Done.' } }
export const plain = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
})
export const binary = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string', format: 'binary' } } },
})
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: reference('problem') } },
})
export const badRequest = { '400': problem('The request is invalid; nothing was changed.') }
export const notFound = { '404': problem('Not found.') }
export const conflict = { '409': problem('The state of the resource does not allow it; nothing was changed.') }
export const body = (name: string, required = true) => ({
  requestBody: { required, content: { 'application/json': { schema: reference(name) } } },
})
export const inPath = (name: string, description: string): OpenApiParameter => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text(),
})
export const inQuery = (name: string, description: string, schema: object): OpenApiParameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
})

/** Where the key of a verdict link is enough. */
export const linkKey = inQuery(
  'key',
  'Key of a verdict link, which opens the request and the others of its flow for 15 minutes; replaces the control token.',
  { type: 'string' },
)

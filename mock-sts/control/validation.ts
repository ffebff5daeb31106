/** Finds the operation of a request and validates the request, by the tables that the OpenAPI document is made of. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe } from '../config/problems.ts'
import { readJsonText } from '../http/json-text.ts'
import { withoutNulls } from './absent-members.ts'
import { missingFaults } from './missing-members.ts'
import { type Method, type OpenApiOperation, reference } from './openapi-parts.ts'
import { paths } from './paths/index.ts'
import { controlSchemas } from './schemas/index.ts'

export interface Matched {
  readonly operation: OpenApiOperation
  /** Parameters in the path, decoded. */
  readonly path: Readonly<Record<string, string>>
}

/** One problem of a request and its place. */
export interface RequestFault {
  readonly detail: string
  /** JSON pointer into the body, as a URI fragment. */
  readonly pointer?: string
  /** Name of a query parameter. */
  readonly parameter?: string
}

export interface Checked {
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** `query` and `body` are valid only when this is empty. */
  readonly faults: readonly RequestFault[]
}

const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  coerceTypes: false,
  // For generated clients; a pattern is what the twin validates with.
  formats: { 'date-time': true, binary: true },
})
// Says what is published instead.
ajv.addVocabulary(['publishedAs'])
ajv.addSchema({ $id: 'control', definitions: controlSchemas })

/** Compiled validators by `$ref`. */
const validators = new Map<string, ValidateFunction>()

const templates = Object.entries(paths).map(([path, operations]) => ({
  path,
  parts: path.split('/'),
  operations,
}))

/** The operation of a request; the allowed methods if the path has no such method; undefined for an unknown path. */
export function match(method: string, pathname: string): Matched | { readonly allow: readonly string[] } | undefined {
  const parts = pathname.split('/')
  for (const template of templates) {
    const path = fitting(template.parts, parts)
    if (path === undefined) continue
    const operation = template.operations[(method === 'HEAD' ? 'get' : method.toLowerCase()) as Method]
    if (operation !== undefined) return { operation, path }
    return { allow: Object.keys(template.operations).map((name) => name.toUpperCase()) }
  }
  return undefined
}

function fitting(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined
  const found: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const given = parts[index] ?? ''
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name === undefined && part !== given) return undefined
    if (name === undefined) continue
    const value = decoded(given)
    if (!value) return undefined
    found[name] = value
  }
  return found
}

/** Undefined for invalid percent-encoding, which no resource name contains. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** Validates query and body; `text` is the body. */
export function check({ operation }: Matched, parameters: URLSearchParams, text: string): Checked {
  const { query, faults } = checkQuery(operation, parameters)
  const { requestBody } = operation
  if (requestBody === undefined || (text === '' && !requestBody.required)) return { query, faults, body: undefined }
  const { body, faults: inBody } = checkBody(requestBody.content['application/json'].schema, text)
  return { query, body, faults: [...faults, ...inBody] }
}

function checkQuery(
  { parameters = [] }: OpenApiOperation,
  given: URLSearchParams,
): { query: Record<string, unknown>; faults: RequestFault[] } {
  const known = parameters.filter((parameter) => parameter.in === 'query')
  const query: Record<string, unknown> = {}
  const faults: RequestFault[] = []
  for (const name of new Set(given.keys())) {
    const parameter = known.find((other) => other.name === name)
    const [value = '', ...more] = given.getAll(name)
    const add = (detail: string) => faults.push({ parameter: name, detail })
    if (parameter === undefined) {
      const usable = known.length > 0 ? `: use ${known.map((other) => other.name).join(', ')}` : ''
      add(`unknown query parameter "${name}"${usable}`)
      continue
    }
    if (more.length > 0) add(`the query parameter "${name}" is repeated`)
    const { type } = parameter.schema as { type?: string }
    const typed = type === 'integer' || type === 'number' ? numberOf(value) : value
    const validate = validatorOf(parameter.schema)
    if (validate(typed)) query[name] = typed
    else for (const fault of describe(validate.errors, `the query parameter "${name}"`)) add(fault.detail)
  }
  return { query, faults }
}

/** Converts a numeral to a number, so that the schema can validate it. */
function numberOf(value: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

function checkBody(schema: object, text: string): { body: unknown; faults: RequestFault[] } {
  let body: unknown
  try {
    body = readJsonText(text)
  } catch (error) {
    const detail = text === '' ? 'the body is empty' : `invalid JSON in the body: ${(error as Error).message}`
    return { body, faults: [{ pointer: '#', detail }] }
  }
  const validate = validatorOf(schema)
  body = withoutNulls(body, schema)
  const form = validate(body) ? [] : describe(validate.errors, 'the body').map(toRequestFault)
  return { body, faults: [...form, ...missingFaults(schema, body)] }
}

function validatorOf(schema: object): ValidateFunction {
  const { $ref } = schema as { $ref?: string }
  // Ajv itself remembers what it compiled for an object.
  if ($ref === undefined) return ajv.compile(schema)
  const validate = validators.get($ref) ?? ajv.compile({ $ref: `control${$ref}` })
  validators.set($ref, validate)
  return validate
}

/** What the schema of a body finds in an argument of the JavaScript interface; `whole` names the argument. */
export function argumentProblems(name: 'scenarioUse' | 'mintOptions', value: unknown, whole: string): string[] {
  const validate = validatorOf(reference(name))
  return validate(value) ? [] : describe(validate.errors, whole).map(({ detail }) => detail)
}

export function toRequestFault({ pointer, detail }: { pointer: string; detail: string }): RequestFault {
  return { pointer: `#${encodeURI(pointer)}`, detail }
}

/** Everything that is wrong with a configuration, a client or an API: where, and what to change. */
import { Ajv, type ErrorObject } from 'ajv'
import { distance } from 'fastest-levenshtein'
import { clientKeyProblems } from './client-keys.ts'
import { configSchema, schemaOf } from './config-schema.ts'
import type { ClientRegistration } from './registration.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, strict: true })
const validateConfig = ajv.compile(configSchema)
const validateClient = ajv.compile(schemaOf('client'))
const validateApi = ajv.compile(schemaOf('api'))

export function configProblems(value: unknown): string[] {
  const form = validateConfig(value) ? [] : describe(validateConfig.errors)
  const { clients } = (value ?? {}) as { clients?: unknown }
  const meaning = (Array.isArray(clients) ? clients : []).flatMap((client, index) =>
    validateClient(client)
      ? meaningProblems(client as ClientRegistration).map((problem) => `/clients/${index}${problem}`)
      : [],
  )
  return [...form, ...meaning]
}

export function clientProblems(value: unknown): string[] {
  return validateClient(value) ? meaningProblems(value as ClientRegistration) : describe(validateClient.errors)
}

export function apiProblems(value: unknown): string[] {
  return validateApi(value) ? [] : describe(validateApi.errors)
}

/** @throws {TypeError} saying everything that is wrong with the options, functions among them left aside */
export function assertOptions(options: object): void {
  const data = Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== 'function'))
  const problems = configProblems(data)
  if (problems.length > 0) throw new TypeError(problems.join('; '))
}

/** @throws {TypeError} saying everything that is wrong with the registration */
export function assertClient(registration: ClientRegistration): void {
  const problems = clientProblems(registration)
  if (problems.length > 0) throw new TypeError(`client ${shown(registration?.clientId)}: ${problems.join('; ')}`)
}

/** What a schema cannot say of a registration. */
function meaningProblems(registration: ClientRegistration): string[] {
  const { jwks, certificates, legacyAuth, clientSecret } = registration
  const problems = clientKeyProblems(registration)
  if (jwks === undefined && certificates === undefined && clientSecret === undefined)
    problems.push(' has no key: give `jwks` or `certificates`')
  if (clientSecret !== undefined && legacyAuth !== true)
    problems.push(
      '/clientSecret needs legacyAuth: true, for HelseID itself refuses client secrets; register a public key instead',
    )
  if (legacyAuth === true && clientSecret === undefined) problems.push('/legacyAuth needs a clientSecret')
  return problems
}

/** Ajv reports what each branch of a union lacks, and the union too: what is deepest says it best. */
function describe(errors: readonly ErrorObject[] | null | undefined): string[] {
  const all = (errors ?? []).filter(({ propertyName }) => propertyName === undefined)
  const unions = all.filter(({ keyword }) => keyword === 'anyOf')
  const deeper = (path: string) => all.some(({ instancePath }) => instancePath.startsWith(`${path}/`))
  const sayable = all.filter(({ keyword, instancePath, params }) => {
    if (keyword === 'anyOf') return false
    if (!unions.some((union) => union.instancePath === instancePath)) return true
    return keyword === 'propertyNames' || ('allowedValues' in params && !deeper(instancePath))
  })
  return [...new Set(sayable.map(describeOne))]
}

function describeOne({ keyword, instancePath, params, parentSchema, schema, data, message }: ErrorObject): string {
  const at = instancePath === '' ? 'the configuration' : instancePath
  if (keyword === 'additionalProperties')
    return unknownMember(at, params.additionalProperty, Object.keys(parentSchema?.properties ?? {}))
  if (keyword === 'propertyNames') return unknownMember(at, params.propertyName, (schema as { enum: string[] }).enum)
  if (keyword === 'required') return `${at} lacks the member "${params.missingProperty}"`
  if (keyword === 'enum') {
    const allowed = params.allowedValues as string[]
    return `${at} is ${shown(data)}: use ${allowed.join(', ')}${suggest(String(data), allowed)}`
  }
  return `${at} ${message}, not ${shown(data)}`
}

function unknownMember(at: string, name: string, known: readonly string[]): string {
  return `${at} has an unknown member "${name}"${suggest(name, known)}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function suggest(unknown: string, known: readonly string[]): string {
  const best = known
    .map((name) => ({ name, distance: distance(unknown.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= 3 ? `; did you mean "${best.name}"?` : ''
}

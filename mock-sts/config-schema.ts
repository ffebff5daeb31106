/** The JSON Schema of the configuration file, and the problems a configuration has by it, all of them at once. */
import { type TSchema, Type } from '@sinclair/typebox'
import { Ajv, type ErrorObject } from 'ajv'
import { distance } from 'fastest-levenshtein'
import { environments, stsNames } from 'helseid-contract'
import { profileNames, rules } from 'helseid-contract/rules'
import { clientKeyProblems } from './client-keys.ts'
import type { ClientRegistration } from './registration.ts'

const closed = { additionalProperties: false } as const
const text = Type.String({ minLength: 1 })
const texts = Type.Array(text)
const orgnr = Type.String({ pattern: '^[0-9]{9}$', description: 'organisation number: nine digits' })
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))

/** An object whose members, all optional, have these names. */
function byName<T extends TSchema>(names: readonly string[], value: T) {
  return Type.Object(Object.fromEntries(names.map((name) => [name, Type.Optional(value)])), closed)
}

const stsAndEnvironmentNames = [...new Set([...stsNames, ...Object.keys(environments)])]
const stsName = oneOf(stsAndEnvironmentNames)
const profile = oneOf(profileNames)
const severity = byName(
  rules.map(({ id }) => id),
  oneOf(['reject', 'warn', 'off']),
)
const stsOrSeveral = Type.Union([stsName, Type.Array(stsName)])

const jwk = Type.Object(
  {
    kty: Type.Optional(text),
    kid: Type.Optional(text),
    alg: Type.Optional(text),
    x5c: Type.Optional(Type.Array(text, { minItems: 1 })),
    exp: Type.Optional(Type.Number({ description: 'when the key expires, in epoch seconds' })),
  },
  { description: 'a public JWK, or its certificate in x5c' },
)

export const clientSchema = Type.Object(
  {
    clientId: text,
    name: Type.Optional(text),
    sts: Type.Optional(stsOrSeveral),
    jwks: Type.Optional(Type.Object({ keys: Type.Array(jwk) })),
    certificates: Type.Optional(texts),
    scopes: texts,
    tenancy: Type.Optional(oneOf(['none', 'single-tenant', 'multi-tenant'])),
    parent: Type.Optional(orgnr),
    children: Type.Optional(Type.Array(orgnr)),
    supplier: Type.Optional(orgnr),
    delegations: Type.Optional(Type.Array(orgnr)),
    termsNotAccepted: Type.Optional(texts),
    sfmId: Type.Optional(text),
    grantTypes: Type.Optional(texts),
    requireDpop: Type.Optional(Type.Boolean()),
    enabled: Type.Optional(Type.Boolean()),
    legacyAuth: Type.Optional(Type.Boolean()),
    clientSecret: Type.Optional(text),
    profile: Type.Optional(profile),
    severity: Type.Optional(severity),
  },
  { ...closed, description: 'a client as HelseID knows it' },
)

export const apiSchema = Type.Object(
  {
    audience: text,
    scopes: Type.Optional(texts),
    sts: Type.Optional(stsOrSeveral),
    tokenLifetime: Type.Optional(Type.Integer({ minimum: 1, description: 'seconds' })),
    claims: Type.Optional(texts),
    extraClaims: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    requireDpop: Type.Optional(Type.Boolean()),
    tokenTyp: Type.Optional(oneOf(['at+jwt', 'JWT'])),
  },
  { ...closed, description: 'an API whose tokens differ from the default' },
)

export const configSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
    host: Type.Optional(text),
    issuer: Type.Optional(Type.String({ pattern: '^https?://' })),
    profile: Type.Optional(Type.Union([profile, byName(stsAndEnvironmentNames, profile)])),
    severity: Type.Optional(severity),
    sts: Type.Optional(byName(stsAndEnvironmentNames, Type.Object({ severity: Type.Optional(severity) }, closed))),
    explainInResponse: Type.Optional(Type.Boolean()),
    logFormat: Type.Optional(oneOf(['text', 'json'])),
    demoClient: Type.Optional(Type.Boolean()),
    control: Type.Optional(Type.Boolean()),
    controlToken: Type.Optional(Type.String({ minLength: 8 })),
    journalLimit: Type.Optional(Type.Integer({ minimum: 1 })),
    clients: Type.Optional(Type.Array(clientSchema)),
    apis: Type.Optional(Type.Array(apiSchema)),
  },
  { ...closed, $id: 'helseid-mock.config.schema.json', title: 'Configuration of helseid-mock' },
)

const ajv = new Ajv({ allErrors: true, verbose: true, strict: true })
const validateConfig = ajv.compile(configSchema)
const validateClient = ajv.compile(clientSchema)
const validateApi = ajv.compile(apiSchema)

/** Everything that is wrong with a configuration: where, and what to change. */
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

/** The same for one client registration. */
export function clientProblems(value: unknown): string[] {
  return validateClient(value) ? meaningProblems(value as ClientRegistration) : describe(validateClient.errors)
}

/** The same for one API. */
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

/** Ajv reports each branch of a union; the union's own line, which lists the allowed values, says it all. */
function describe(errors: readonly ErrorObject[] | null | undefined): string[] {
  const all = errors ?? []
  const unions = all.filter(({ keyword }) => keyword === 'anyOf')
  const lists = unions.filter(({ schema }) => literals(schema).length > 0)
  const inUnion = ({ schemaPath, instancePath, keyword, schema }: ErrorObject) =>
    keyword === 'anyOf'
      ? literals(schema).length === 0 && lists.some((list) => list.instancePath === instancePath)
      : unions.some((union) => schemaPath.startsWith(union.schemaPath) && union.instancePath === instancePath)
  const lines = all.filter((error) => error.keyword !== 'propertyNames' && !inUnion(error)).map(describeOne)
  return [...new Set(lines)]
}

function describeOne(error: ErrorObject): string {
  const at = error.instancePath === '' ? 'the configuration' : error.instancePath
  if (error.keyword === 'additionalProperties') {
    const unknown = String(error.params.additionalProperty)
    const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
    return `${at} has an unknown member "${unknown}"${suggest(unknown, known)}`
  }
  if (error.keyword === 'required') return `${at} lacks the member "${error.params.missingProperty}"`
  const allowed = literals(error.schema)
  if (allowed.length > 0)
    return `${at} is ${shown(error.data)}: use ${allowed.join(', ')}${suggest(String(error.data), allowed)}`
  return `${at} ${error.message}, not ${shown(error.data)}`
}

function literals(schema: unknown): string[] {
  if (!Array.isArray(schema)) return []
  return schema.flatMap((branch: { const?: unknown }) => (typeof branch.const === 'string' ? [branch.const] : []))
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

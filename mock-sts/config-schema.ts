/** The JSON Schema of the configuration file, and the problems a configuration has by it, all of them at once. */
import { Type } from '@sinclair/typebox'
import { Ajv, type ErrorObject } from 'ajv'
import { distance } from 'fastest-levenshtein'
import { environments, stsNames } from 'helseid-contract'
import { profileNames, rules } from 'helseid-contract/rules'

const closed = { additionalProperties: false } as const
const text = Type.String({ minLength: 1 })
const texts = Type.Array(text)
const orgnr = Type.String({ pattern: '^[0-9]{9}$', description: 'organisation number: nine digits' })
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))

const stsName = oneOf([...stsNames, ...Object.keys(environments).filter((name) => !stsNames.includes(name as never))])
const profile = oneOf(profileNames)
const severity = Type.Record(oneOf(rules.map(({ id }) => id)), oneOf(['reject', 'warn', 'off']), closed)
const stsOrSeveral = Type.Union([stsName, Type.Array(stsName)])

export const clientSchema = Type.Object(
  {
    clientId: text,
    name: Type.Optional(text),
    sts: Type.Optional(stsOrSeveral),
    jwks: Type.Object({ keys: Type.Array(Type.Object({ kty: text })) }),
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
  },
  { ...closed, description: 'an API whose tokens differ from the default' },
)

export const configSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
    host: Type.Optional(text),
    issuer: Type.Optional(Type.String({ pattern: '^https?://' })),
    profile: Type.Optional(Type.Union([profile, Type.Record(stsName, profile, closed)])),
    severity: Type.Optional(severity),
    sts: Type.Optional(Type.Record(stsName, Type.Object({ severity: Type.Optional(severity) }, closed), closed)),
    explainInResponse: Type.Optional(Type.Boolean()),
    logFormat: Type.Optional(oneOf(['text', 'json'])),
    demoClient: Type.Optional(Type.Boolean()),
    journalLimit: Type.Optional(Type.Integer({ minimum: 1 })),
    clients: Type.Optional(Type.Array(clientSchema)),
    apis: Type.Optional(Type.Array(apiSchema)),
  },
  { ...closed, $id: 'helseid-mock.config.schema.json', title: 'Configuration of helseid-mock' },
)

const ajv = new Ajv({ allErrors: true, verbose: true, strict: true })
const validateConfig = ajv.compile(configSchema)
const validateClient = ajv.compile(clientSchema)

/** Everything that is wrong with a configuration: where, and what to change. */
export function configProblems(value: unknown): string[] {
  return validateConfig(value) ? [] : describe(validateConfig.errors)
}

/** The same for one client registration. */
export function clientProblems(value: unknown): string[] {
  return validateClient(value) ? [] : describe(validateClient.errors)
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

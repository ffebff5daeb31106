/** Everything that is wrong with a configuration, a client or an API: where, and what to change. */
import { Ajv, type ErrorObject } from 'ajv'
import { distance } from 'fastest-levenshtein'
import { parseScenario } from './acting-scenarios.ts'
import { clientKeyProblems } from './client-keys.ts'
import { stsesOf } from './config.ts'
import { configSchema, schemaOf } from './config-schema.ts'
import type { ClientRegistration } from './registration.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, strict: true })
const validateConfig = ajv.compile(configSchema)
const validateClient = ajv.compile(schemaOf('client'))
const validateApi = ajv.compile(schemaOf('api'))
const validateClockMove = ajv.compile(schemaOf('clockMove'))
const validateKeyChange = ajv.compile(schemaOf('keyChange'))
const validateMint = ajv.compile(schemaOf('mintOptions'))
const validateScenarioUse = ajv.compile(schemaOf('scenarioUse'))

export function configProblems(value: unknown): string[] {
  const form = validateConfig(value) ? [] : describe(validateConfig.errors)
  const { clients } = (value ?? {}) as { clients?: unknown }
  const meaning = (Array.isArray(clients) ? clients : []).flatMap((client, index) =>
    validateClient(client)
      ? meaningProblems(client as ClientRegistration).map((problem) => `/clients/${index}${problem}`)
      : [],
  )
  return [
    ...form,
    ...meaning,
    ...issuerProblems(value),
    ...scenarioProblems(value),
    ...repeatedClients(Array.isArray(clients) ? clients : []),
  ]
}

function scenarioProblems(value: unknown): string[] {
  const { scenario } = (value ?? {}) as { scenario?: unknown }
  if (typeof scenario !== 'string') return []
  try {
    parseScenario(scenario)
    return []
  } catch (error) {
    return [`/scenario: ${(error as Error).message}`]
  }
}

function issuerProblems(value: unknown): string[] {
  const { issuer } = (value ?? {}) as { issuer?: unknown }
  if (typeof issuer !== 'string' || !/^https?:/.test(issuer)) return []
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  return url && url.pathname === '/' && url.search === ''
    ? []
    : [`/issuer must be an origin such as https://idp.example, not ${shown(issuer)}`]
}

/** Two clients of one STS cannot share an id. */
function repeatedClients(clients: readonly unknown[]): string[] {
  const valid = clients.map((client) => (validateClient(client) ? (client as ClientRegistration) : undefined))
  return valid.flatMap((client, index) => {
    const before = valid.findIndex((other) => other?.clientId === client?.clientId)
    if (client === undefined || before === index) return []
    const shared = stsesOf(client).filter((sts) => stsesOf(valid[before] as ClientRegistration).includes(sts))
    return shared.length === 0
      ? []
      : [
          `/clients/${index}/clientId is that of /clients/${before} too, on ${shared.join(', ')}: give each client an id of its own`,
        ]
  })
}

export function clientProblems(value: unknown): string[] {
  return validateClient(value)
    ? meaningProblems(value as ClientRegistration)
    : describe(validateClient.errors, 'the client')
}

export function apiProblems(value: unknown): string[] {
  return validateApi(value) ? [] : describe(validateApi.errors, 'the API')
}

export function clockMoveProblems(value: unknown): string[] {
  return validateClockMove(value) ? [] : describe(validateClockMove.errors, 'the clock')
}

export function keyChangeProblems(value: unknown): string[] {
  return validateKeyChange(value) ? [] : describe(validateKeyChange.errors, 'the key change')
}

export function mintProblems(value: unknown): string[] {
  return validateMint(value) ? [] : describe(validateMint.errors, 'the token')
}

export function scenarioUseProblems(value: unknown): string[] {
  if (!validateScenarioUse(value)) return describe(validateScenarioUse.errors, 'the scenario')
  const { name, sequence } = value as { name?: string; sequence?: unknown[] }
  return (name === undefined) === (sequence === undefined) ? ['the scenario needs either `name` or `sequence`'] : []
}

/** @throws {TypeError} saying everything that is wrong with the options, functions among them left aside */
export function assertOptions(options: object): void {
  const data = Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== 'function'))
  const problems = configProblems(data)
  if (problems.length > 0) throw new TypeError(listed(problems))
}

/** @throws {TypeError} saying everything that is wrong with the registration */
export function assertClient(registration: ClientRegistration): void {
  const problems = clientProblems(registration)
  if (problems.length > 0) throw new TypeError(`client ${shown(registration?.clientId)}: ${listed(problems)}`)
}

/** One problem on the line, several one below the other. */
export function listed(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] as string) : problems.map((problem) => `\n  - ${problem}`).join('')
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
function describe(errors: readonly ErrorObject[] | null | undefined, whole = 'the configuration'): string[] {
  const all = (errors ?? []).filter(({ propertyName }) => propertyName === undefined)
  const unions = all.filter(({ keyword }) => keyword === 'anyOf')
  const deeper = (path: string) => all.some(({ instancePath }) => instancePath.startsWith(`${path}/`))
  const sayable = all.filter(({ keyword, instancePath, params }) => {
    if (keyword === 'anyOf') return false
    if (!unions.some((union) => union.instancePath === instancePath)) return true
    return keyword === 'propertyNames' || ('allowedValues' in params && !deeper(instancePath))
  })
  // A union of which no branch says it well says by its description what it takes.
  const silent = unions.filter(
    ({ instancePath: at }) => !sayable.some((error) => `${error.instancePath}/`.startsWith(`${at}/`)),
  )
  const unsaid = silent.map(({ instancePath, data, parentSchema }) => {
    const { description } = (parentSchema ?? {}) as { description?: string }
    return `${instancePath || whole} is ${shown(data)}: use ${description ?? 'another value'}`
  })
  return [...new Set([...sayable.map((error) => describeOne(error, whole)), ...unsaid])]
}

function describeOne(error: ErrorObject, whole: string): string {
  const { keyword, instancePath, params, parentSchema, schema, data, message } = error
  const at = instancePath === '' ? whole : instancePath
  if (keyword === 'additionalProperties')
    return unknownMember(at, params.additionalProperty, Object.keys(parentSchema?.properties ?? {}))
  if (keyword === 'propertyNames') return unknownMember(at, params.propertyName, (schema as { enum: string[] }).enum)
  if (keyword === 'required') return `${at} lacks the member "${params.missingProperty}"`
  if (keyword === 'enum') {
    const allowed = params.allowedValues as string[]
    return `${at} is ${shown(data)}: use ${allowed.join(', ')}${suggest(String(data), allowed)}`
  }
  if (secretPlaces.test(instancePath)) return `${at} ${message}`
  const { description } = (parentSchema ?? {}) as { description?: string }
  const demand = keyword === 'pattern' && description ? `must be ${description}` : message
  return `${at} ${demand}, not ${shown(data)}`
}

/** Where a value may be, or hold, a secret: it is never shown. */
const secretPlaces = /\/(controlToken|clientSecret|jwks|certificates|tlsCa)(\/|$)/

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

/** Lists every problem of a configuration, a client or an API: where it is and what to change. */
import { Ajv, type ErrorObject } from 'ajv'
import { stsesOf } from 'helseid-contract'
import { clientKeyProblems } from '../clients/client-keys.ts'
import type { ClientRegistration } from '../clients/registration.ts'
import { closest, didYouMean } from '../http/closest.ts'
import type { Fault } from '../http/fault.ts'
import { parseScenario } from '../scenarios/active-scenarios.ts'
import { clashingNames } from './clashing-names.ts'
import { asCertificates, asJwks, otherKind } from './other-kinds.ts'
import { empty, requirementOf } from './requirements.ts'
import { configSchema, schemaOf } from './schema.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true })
const validateConfig = ajv.compile(configSchema)
const validateClient = ajv.compile(schemaOf('client'))
const validateApi = ajv.compile(schemaOf('api'))

export function configProblems(value: unknown): string[] {
  const known = Object.keys((configSchema as { readonly properties: object }).properties)
  const other = otherKind(value, known, (name) => closest(name, known) !== undefined)
  if (other !== undefined) return [other]
  const form = validateConfig(value) ? [] : describe(validateConfig.errors, 'the configuration')
  return details([...form, ...configSemanticFaults(value)])
}

/** Problems of a configuration that the schema cannot express; skips parts that the schema rejects. */
export function configSemanticFaults(value: unknown): Fault[] {
  const { clients } = (value ?? {}) as { clients?: unknown }
  const listed = Array.isArray(clients) ? clients : []
  const ofClients = listed.flatMap((client, index) =>
    validateClient(client)
      ? clientSemanticFaults(client as ClientRegistration).map(({ pointer, detail }) => ({
          pointer: `/clients/${index}${pointer}`,
          detail: `/clients/${index}${detail}`,
        }))
      : [],
  )
  return [
    ...ofClients,
    ...issuerFaults(value),
    ...scenarioFaults(value),
    ...clashingFaults(value),
    ...repeatedClients(listed),
  ]
}

function scenarioFaults(value: unknown): Fault[] {
  const { scenario } = (value ?? {}) as { scenario?: unknown }
  if (typeof scenario !== 'string') return []
  try {
    parseScenario(scenario)
    return []
  } catch (error) {
    return [{ pointer: '/scenario', detail: `/scenario: ${(error as Error).message}` }]
  }
}

/** Two values for one STS, under two of its names. */
function clashingFaults(value: unknown): Fault[] {
  const { profile, metadata } = (value ?? {}) as { profile?: unknown; metadata?: unknown }
  return Object.entries({ profile, metadata }).flatMap(([name, values]) => {
    const clash = typeof values === 'object' && values !== null ? clashingNames({ ...values }) : undefined
    return clash === undefined ? [] : [{ pointer: `/${name}`, detail: `/${name}: ${clash}: give each STS one value` }]
  })
}

function issuerFaults(value: unknown): Fault[] {
  const { issuer } = (value ?? {}) as { issuer?: unknown }
  if (typeof issuer !== 'string' || !/^https?:/.test(issuer)) return []
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url && url.pathname === '/' && url.search === '' && url.username + url.password === '') return []
  const detail =
    url && url.username + url.password !== ''
      ? '/issuer must be an origin such as https://idp.example, without user and password'
      : `/issuer must be an origin such as https://idp.example, not ${formatted(issuer)}`
  return [{ pointer: '/issuer', detail }]
}

/** Two clients of one STS cannot have the same id. */
function repeatedClients(clients: readonly unknown[]): Fault[] {
  const valid = clients.map((client) => (validateClient(client) ? (client as ClientRegistration) : undefined))
  const first = new Map<string, number>()
  return valid.flatMap((client, index) => {
    if (client === undefined) return []
    const before = first.get(client.clientId)
    if (before === undefined) {
      first.set(client.clientId, index)
      return []
    }
    const shared = stsesOf(client).filter((sts) => stsesOf(valid[before] as ClientRegistration).includes(sts))
    if (shared.length === 0) return []
    const pointer = `/clients/${index}/clientId`
    const detail = `${pointer} is already used by /clients/${before} on ${shared.join(', ')}: give each client its own id`
    return [{ pointer, detail }]
  })
}

export function clientProblems(value: unknown): string[] {
  return details(
    validateClient(value)
      ? clientSemanticFaults(value as ClientRegistration)
      : describe(validateClient.errors, 'the client'),
  )
}

/** Problems that the schema of a client finds. */
export function clientFormProblems(value: unknown): string[] {
  return details(validateClient(value) ? [] : describe(validateClient.errors, 'the client'))
}

export function apiProblems(value: unknown): string[] {
  return details(validateApi(value) ? [] : describe(validateApi.errors, 'the API'))
}

function details(faults: readonly Fault[]): string[] {
  return faults.map(({ detail }) => detail)
}

/** @throws {TypeError} listing every problem of the options; functions are not checked */
export function assertOptions(options: object): void {
  if (typeof options === 'string')
    throw new TypeError('the options are text, not an object: read the configuration first, and give its members')
  if (options === null) throw new TypeError('the options are null, not an object: leave them out for the defaults')
  const data = Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== 'function'))
  const problems = configProblems(data)
  if (problems.length > 0) throw new TypeError(listed(problems))
}

/** @throws {TypeError} listing every problem of the registration */
export function assertClient(registration: ClientRegistration): void {
  const problems = clientProblems(registration)
  if (problems.length > 0) throw new TypeError(`client ${formatted(registration?.clientId)}: ${listed(problems)}`)
}

/** One problem stays on the line; several become a list, one per line. */
export function listed(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] as string) : problems.map((problem) => `\n  - ${problem}`).join('')
}

/** Problems of a client that the schema cannot express; each detail continues the path of the client. */
export function clientSemanticFaults(registration: ClientRegistration): Fault[] {
  const { jwks, certificates, legacyAuth, clientSecret } = registration
  const problems = clientKeyProblems(registration)
  if (jwks === undefined && certificates === undefined && clientSecret === undefined)
    problems.push(' has no key: set `jwks` or `certificates`')
  if (clientSecret !== undefined && legacyAuth !== true)
    problems.push(
      '/clientSecret requires legacyAuth: true, because HelseID rejects client secrets; register a public key instead',
    )
  if (legacyAuth === true && clientSecret === undefined) problems.push('/legacyAuth requires a clientSecret')
  return problems.map((detail) => ({ pointer: /^\/[^\s:]*/.exec(detail)?.[0] ?? '', detail }))
}

/** Translates Ajv’s errors. Of the errors of a union and its branches, keeps the deepest, which is the most precise. */
export function describe(errors: readonly ErrorObject[] | null | undefined, whole: string): Fault[] {
  const all = (errors ?? []).filter(({ propertyName }) => propertyName === undefined)
  const unions = all.filter(({ keyword }) => keyword === 'anyOf')
  const deeper = (path: string) => all.some(({ instancePath }) => instancePath.startsWith(`${path}/`))
  const sayable = all.filter(({ keyword, instancePath, params }) => {
    if (keyword === 'anyOf') return false
    if (!unions.some((union) => union.instancePath === instancePath)) return true
    return keyword === 'propertyNames' || ('allowedValues' in params && !deeper(instancePath))
  })
  // When no branch of a union has a useful error, the union’s description says what it accepts.
  const silent = unions.filter(
    ({ instancePath: at }) => !sayable.some((error) => `${error.instancePath}/`.startsWith(`${at}/`)),
  )
  const unsaid = silent.map(({ instancePath, data, parentSchema }) => {
    const { description } = (parentSchema ?? {}) as { description?: string }
    const detail = `${instancePath || whole} is ${formatted(data)}: use ${description ?? 'another value'}`
    return { pointer: instancePath, detail }
  })
  const faults = [...sayable.map((error) => describeOne(error, whole)), ...unsaid]
  return [...new Map(faults.map((fault) => [fault.detail, fault])).values()]
}

function describeOne(error: ErrorObject, whole: string): Fault {
  const { keyword, instancePath, params, parentSchema, schema, data } = error
  const at = instancePath === '' ? whole : instancePath
  const here = (detail: string) => ({ pointer: instancePath, detail })
  const member = (name: string, known: readonly string[]) => ({
    pointer: `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    detail: `${at} has an unknown member "${name}"${didYouMean(name, known) || knownMembers(known)}`,
  })
  const wrapped = /\/jwks$/.test(instancePath)
    ? asJwks(data)
    : isCertificates(instancePath)
      ? asCertificates(data)
      : undefined
  if (wrapped !== undefined) return here(`${at} ${wrapped}`)
  if (keyword === 'additionalProperties')
    return member(params.additionalProperty, Object.keys(parentSchema?.properties ?? {}))
  if (keyword === 'propertyNames') return member(params.propertyName, (schema as { enum: string[] }).enum)
  if (keyword === 'required') return here(`${at} lacks the member "${params.missingProperty}"`)
  if (keyword === 'enum') {
    const allowed = params.allowedValues as string[]
    const meant = typeof data === 'string' ? didYouMean(data, allowed) : ''
    const advice = allowed.length > maxListed ? 'unknown name' : `use ${allowed.join(', ')}`
    return here(`${at} is ${formatted(data)}: ${advice}${meant}`)
  }
  if (secretPlaces.test(instancePath)) return here(`${at} ${requirementOf(error)}`)
  const { description } = (parentSchema ?? {}) as { description?: string }
  const requirement = keyword === 'pattern' && description ? `must be ${description}` : requirementOf(error)
  if (requirement === empty) return here(`${at} ${requirement}`)
  return here(`${at} ${requirement}, not ${formatted(data)}${unquotedAdvice(params.type, data)}`)
}

function isCertificates(instancePath: string): boolean {
  return /\/certificates$/.test(instancePath)
}

/** Longest list of names in a sentence, and of values. */
const maxListed = 40

function knownMembers(known: readonly string[]): string {
  return known.length === 0 || known.length > maxListed ? '' : `: use ${known.join(', ')}`
}

/** For a number or a boolean that was given as text. */
function unquotedAdvice(type: unknown, data: unknown): string {
  if (typeof data !== 'string') return ''
  const text = data.trim()
  if (type === 'boolean' && /^(?:true|false|yes|no|on|off|1|0)$/i.test(text))
    return `: write ${/^(?:true|yes|on|1)$/i.test(text)}, without quotes`
  const isNumber = (type === 'integer' || type === 'number') && /^-?\d+(?:\.\d+)?$/.test(text)
  return isNumber ? ': write it without quotes' : ''
}

/** Paths whose value may contain a secret and is never quoted. */
const secretPlaces = /\/(controlToken|clientSecret|jwks|certificates|proofKey|tlsCa)(\/|$)/

/** Lists and objects are not quoted: a registration in the wrong place may contain a secret. */
function formatted(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

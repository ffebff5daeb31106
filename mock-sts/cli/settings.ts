/** The settings of `serve`: flag before environment variable before file before default. */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { profileNames } from 'helseid-contract/rules'
import { defaults } from '../config/options.ts'
import type { StartOptions } from '../twin/start.ts'
import {
  parseBoolean,
  parseControlToken,
  parseLogFormat,
  parseNames,
  parseOrigin,
  parsePort,
  parseProfile,
  parseScenarioName,
  parseSigningKeys,
} from './setting-parsers.ts'
import { UsageError } from './usage-error.ts'

export interface ServeSettings extends StartOptions {
  readonly logFormat: 'text' | 'json'
  readonly demoClient: boolean
}

type Values = Partial<Record<keyof ServeSettings, unknown>>

interface Setting {
  readonly name: keyof ServeSettings & string
  readonly flag: string
  readonly description: string
  /** Environment variables, the first one set counts. */
  readonly env: readonly string[]
  /** @throws {UsageError} naming what to change */
  readonly parse: (text: string, from: string) => unknown
}

const settings: readonly Setting[] = [
  {
    name: 'port',
    flag: '--port <number>',
    description: `port to listen on, 0 for any free one (default: ${defaults.port})`,
    env: ['HELSEID_MOCK_PORT', 'PORT'],
    parse: parsePort,
  },
  {
    name: 'host',
    flag: '--host <address>',
    description: 'address to listen on (default: both loopback addresses)',
    env: ['HELSEID_MOCK_HOST'],
    parse: (text) => text,
  },
  {
    name: 'profile',
    flag: '--profile <profile>',
    description: `${profileNames.join(', ')}, or by STS: test=next,prod=today (default: ${defaults.profile})`,
    env: ['HELSEID_MOCK_PROFILE'],
    parse: parseProfile,
  },
  {
    name: 'issuer',
    flag: '--issuer <origin>',
    description: 'origin of every issuer, whatever name a request came by: https://idp.example',
    env: ['HELSEID_MOCK_ISSUER'],
    parse: parseOrigin,
  },
  {
    name: 'tls',
    flag: '--tls',
    description: 'serve HTTPS, for localhost and HelseID’s real hostnames',
    env: ['HELSEID_MOCK_TLS'],
    parse: parseBoolean,
  },
  {
    name: 'tlsNames',
    flag: '--tls-name <names>',
    description: 'further names or IP addresses to serve by TLS, separated by commas',
    env: ['HELSEID_MOCK_TLS_NAME'],
    parse: parseNames,
  },
  {
    name: 'tlsCa',
    flag: '--tls-ca <folder or PEM>',
    description: 'certificate authority of your own, from helseid-mock ca create (default: a throw-away one)',
    env: ['HELSEID_MOCK_TLS_CA'],
    parse: (text) => text,
  },
  {
    name: 'dataDir',
    flag: '--data-dir <folder>',
    description: 'keep signing keys and registered clients there across restarts (default: memory only)',
    env: ['HELSEID_MOCK_DATA_DIR'],
    parse: (text) => text,
  },
  {
    name: 'signingKeys',
    flag: '--signing-keys <which>',
    description: 'demo (known to everybody) or generated (default where other machines reach the twin)',
    env: ['HELSEID_MOCK_SIGNING_KEYS'],
    parse: parseSigningKeys,
  },
  {
    name: 'trustProxy',
    flag: '--trust-proxy',
    description: 'take the origin of a request from X-Forwarded-Host and X-Forwarded-Proto',
    env: ['HELSEID_MOCK_TRUST_PROXY'],
    parse: parseBoolean,
  },
  {
    name: 'scenario',
    flag: '--scenario <name>',
    description: 'let this scenario act on everyone: see helseid-mock scenarios; slow-answer;seconds=5',
    env: ['HELSEID_MOCK_SCENARIO'],
    parse: parseScenarioName,
  },
  {
    name: 'explainInResponse',
    flag: '--explain-in-response',
    description: 'put the reason of a refusal into error_description, which HelseID does not',
    env: ['HELSEID_MOCK_EXPLAIN_IN_RESPONSE'],
    parse: parseBoolean,
  },
  {
    name: 'logFormat',
    flag: '--log-format <format>',
    description: 'text or json (default: text)',
    env: ['HELSEID_MOCK_LOG_FORMAT'],
    parse: parseLogFormat,
  },
  {
    name: 'controlToken',
    flag: '--control-token <token>',
    description: 'ask for this token at the control plane /_mock; at least 8 characters',
    env: ['HELSEID_MOCK_CONTROL_TOKEN'],
    parse: parseControlToken,
  },
  {
    name: 'control',
    flag: '--no-control',
    description: 'no control plane and no links to verdicts',
    env: ['HELSEID_MOCK_NO_CONTROL'],
    parse: parseBoolean,
  },
  {
    name: 'demoClient',
    flag: '--no-demo-client',
    description: 'leave out the demo client, whose private key everybody knows',
    env: ['HELSEID_MOCK_NO_DEMO_CLIENT'],
    parse: parseBoolean,
  },
]

const configFile = 'helseid-mock.config.json'

/** The configuration file that `serve` follows: the one asked for, or the default one, even if it is not there yet. */
export function configPath(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | undefined {
  const given = (flags.config as string | undefined) ?? env.HELSEID_MOCK_CONFIG
  return given?.trimStart().startsWith('{') ? undefined : (given ?? configFile)
}

/** Settings that a running twin cannot change. */
export const fixedAtStart = [
  'port',
  'host',
  'issuer',
  'tls',
  'tlsCa',
  'tlsNames',
  'signingKeys',
  'trustProxy',
  'dataDir',
  'logFormat',
  'journalLimit',
  'journalBytes',
] as const satisfies (keyof ServeSettings)[]

export function configureSettings(command: Command): void {
  for (const { name, flag, description, env } of settings) {
    const words = `${description} [${env[0]}]`
    const isList = name === 'tlsNames'
    if (isList) command.option(flag, words, (text: string, before?: string) => (before ? `${before},${text}` : text))
    else command.option(flag, words)
  }
  command.option(
    '--config <path or JSON>',
    `configuration (default: ./${configFile} if it exists) [HELSEID_MOCK_CONFIG]`,
  )
}

export interface FoundSettings {
  readonly values: ServeSettings
  /** The flag, variable or file that a value is from; absent for defaults. */
  readonly from: Readonly<Record<string, string>>
}

/** @throws {UsageError} naming what to change */
export async function readSettings(
  flags: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Promise<ServeSettings> {
  return (await findSettings(flags, env)).values
}

/** @throws {UsageError} naming what to change */
export async function findSettings(
  flags: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Promise<FoundSettings> {
  const given = (flags.config as string | undefined) ?? env.HELSEID_MOCK_CONFIG
  const { $schema: _schema, ...fromFile } = (await readConfig(given)) as Values & { $schema?: unknown }
  const values: Values = { logFormat: defaults.logFormat, demoClient: defaults.demoClient, ...fromFile }
  const from = Object.fromEntries(Object.keys(fromFile).map((name) => [name, configName(given)]))
  for (const setting of settings) {
    const found = fromFlag(setting, flags) ?? fromEnvironment(setting, env)
    if (found === undefined) continue
    values[setting.name] = found.value
    from[setting.name] = found.from
  }
  return { values: values as ServeSettings, from }
}

interface Found {
  readonly value: unknown
  readonly from: string
}

function fromFlag({ name, flag, parse }: Setting, flags: Readonly<Record<string, unknown>>): Found | undefined {
  const value = flags[flag.startsWith('--no-') ? name : attribute(flag)]
  const from = flag.split(' ')[0] as string
  // Commander gives a `--no-…` flag the value true unless it is used.
  if (value === undefined || (flag.startsWith('--no-') && value === true)) return undefined
  return { value: typeof value === 'boolean' ? value : parse(String(value), from), from }
}

/** What Commander calls the value of a flag: `--tls-name <names>` is `tlsName`. */
function attribute(flag: string): string {
  const word = flag.split(' ')[0]?.replace(/^--/, '') ?? ''
  return word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function fromEnvironment({ env: names, flag, parse }: Setting, env: NodeJS.ProcessEnv): Found | undefined {
  const from = names.find((candidate) => env[candidate] !== undefined && env[candidate] !== '')
  if (from === undefined) return undefined
  const value = parse(env[from] as string, from)
  // A variable is named after its flag: HELSEID_MOCK_NO_CONTROL=true switches the control plane off.
  return { value: flag.startsWith('--no-') ? !value : value, from }
}

/** A path or inline JSON. */
async function readConfig(given: string | undefined): Promise<Values> {
  if (given === undefined && !existsSync(configFile)) return {}
  const text = given?.trimStart().startsWith('{') ? given : readFile(given ?? configFile)
  const where = configName(given)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${withoutSource(error as Error)}`, { cause: error })
  }
  // The validator is loaded only where there is something to validate.
  const { configProblems, listed } = await import('../config/problems.ts')
  const problems = configProblems(value)
  if (problems.length > 0) throw new UsageError(`${where}: ${listed(problems)}`)
  return value as Values
}

function configName(given: string | undefined): string {
  return given?.trimStart().startsWith('{') ? 'the inline configuration' : (given ?? configFile)
}

/** What is wrong with the JSON, without the text around it, which may hold a secret. */
function withoutSource({ message }: Error): string {
  return message.replace(/, ?(\.\.\.)?".*" is not valid JSON/s, '')
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the configuration ${path}: ${(error as Error).message}`, { cause: error })
  }
}

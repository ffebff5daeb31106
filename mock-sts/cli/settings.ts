/** The settings of `serve`. A flag overrides an environment variable, which overrides the file, which overrides the default. */
import type { Command } from 'commander'
import { metadataVersions } from 'helseid-contract'
import { profileNames } from 'helseid-contract/rules'
import { defaults } from '../config/options.ts'
import type { StartOptions } from '../twin/start.ts'
import { configName, defaultConfigFile, givenConfig, isInlineConfig, readConfig } from './config-source.ts'
import { readText } from './read-text.ts'
import {
  parseBoolean,
  parseControlToken,
  parseCount,
  parseLogFormat,
  parseMetadata,
  parseNames,
  parseOrigin,
  parseOrigins,
  parsePort,
  parseProfile,
  parseScenarioName,
  parseSigningKeys,
  readControlToken,
} from './setting-parsers.ts'
import { UsageError } from './usage-error.ts'
import { readVariables, type Variables } from './variables.ts'

export interface ServeSettings extends StartOptions {
  readonly logFormat: 'text' | 'json'
  readonly demoClient: boolean
  /** Whether the twin ends with the process that started it. Default: if that process holds its standard input. */
  readonly exitWithParent?: boolean
}

type Values = Partial<Record<keyof ServeSettings, unknown>>

interface Setting {
  readonly name: keyof ServeSettings & string
  readonly flag: string
  readonly description: string
  /** Environment variables; the first one that is set wins. */
  readonly env: readonly string[]
  /** @throws {UsageError} naming what to change */
  readonly parse: (text: string, from: string) => unknown
}

/** When the twin ends with its starter by default. */
export const exitWithParentDefault =
  'if standard input is a pipe or a socket, and the parent is neither process 0 nor 1'

const settings: readonly Setting[] = [
  {
    name: 'port',
    flag: '--port <number>',
    description: `port to listen on; 0 picks a free one (default: ${defaults.port})`,
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
    description: `${profileNames.join(', ')}, or one for each STS: test=next,prod=today (default: ${defaults.profile})`,
    env: ['HELSEID_MOCK_PROFILE'],
    parse: parseProfile,
  },
  {
    name: 'metadata',
    flag: '--metadata <version>',
    description: `metadata to publish: ${metadataVersions.join(', ')}, or one for each STS: test=2025-02 (default: ${defaults.metadata})`,
    env: ['HELSEID_MOCK_METADATA'],
    parse: parseMetadata,
  },
  {
    name: 'issuer',
    flag: '--issuer <origin>',
    description: 'origin of all issuers, whatever host a request was sent to, such as https://idp.example',
    env: ['HELSEID_MOCK_ISSUER'],
    parse: parseOrigin,
  },
  {
    name: 'tls',
    flag: '--tls',
    description: 'serve HTTPS for localhost and HelseID’s real hostnames',
    env: ['HELSEID_MOCK_TLS'],
    parse: parseBoolean,
  },
  {
    name: 'tlsNames',
    flag: '--tls-name <names>',
    description: 'additional DNS names or IP addresses to serve over TLS, comma-separated',
    env: ['HELSEID_MOCK_TLS_NAME'],
    parse: parseNames,
  },
  {
    name: 'tlsCa',
    flag: '--tls-ca <folder or PEM>',
    description: 'your own certificate authority, from helseid-mock ca create (default: a temporary one)',
    env: ['HELSEID_MOCK_TLS_CA'],
    parse: (text) => text,
  },
  {
    name: 'dataDir',
    flag: '--data-dir <folder>',
    description: 'keep signing keys and registered clients in this folder across restarts (default: in memory)',
    env: ['HELSEID_MOCK_DATA_DIR'],
    parse: (text) => text,
  },
  {
    name: 'signingKeys',
    flag: '--signing-keys <which>',
    description: 'demo (publicly known) or generated (default: demo on loopback without --data-dir, else generated)',
    env: ['HELSEID_MOCK_SIGNING_KEYS'],
    parse: parseSigningKeys,
  },
  {
    name: 'trustProxy',
    flag: '--trust-proxy',
    description: 'take the origin of each request from X-Forwarded-Host and X-Forwarded-Proto',
    env: ['HELSEID_MOCK_TRUST_PROXY'],
    parse: parseBoolean,
  },
  {
    name: 'scenario',
    flag: '--scenario <name>',
    description: 'activate this scenario for every client, e.g. slow-answer;seconds=5 (list: helseid-mock scenarios)',
    env: ['HELSEID_MOCK_SCENARIO'],
    parse: parseScenarioName,
  },
  {
    name: 'explainInResponse',
    flag: '--explain-in-response',
    description: 'explain each refusal in error_description, which HelseID does not do',
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
    description:
      'require this token at /_mock and /metrics, and as the key of the test-token service and client drafts (at least 8 characters)',
    env: ['HELSEID_MOCK_CONTROL_TOKEN'],
    parse: parseControlToken,
  },
  {
    name: 'controlToken',
    flag: '--control-token-file <path>',
    description: 'file with the control token, which keeps it out of the process list',
    env: ['HELSEID_MOCK_CONTROL_TOKEN_FILE'],
    parse: readControlToken,
  },
  {
    name: 'allowHosts',
    flag: '--allow-host <names>',
    description: 'additional host names at which /_mock answers without a control token, comma-separated',
    env: ['HELSEID_MOCK_ALLOW_HOST'],
    parse: parseNames,
  },
  {
    name: 'allowOrigins',
    flag: '--allow-origin <origins>',
    description: 'web pages that may use /_mock, by origin such as http://localhost:5173, comma-separated',
    env: ['HELSEID_MOCK_ALLOW_ORIGIN'],
    parse: parseOrigins,
  },
  {
    name: 'control',
    flag: '--no-control',
    description: 'disable the control plane and the links to verdicts',
    env: ['HELSEID_MOCK_NO_CONTROL'],
    parse: parseBoolean,
  },
  {
    name: 'maxConnections',
    flag: '--max-connections <number>',
    description: `open connections; beyond it, the oldest without a request is closed (default: ${defaults.maxConnections})`,
    env: ['HELSEID_MOCK_MAX_CONNECTIONS'],
    parse: parseCount,
  },
  {
    name: 'demoClient',
    flag: '--no-demo-client',
    description: 'do not register the demo client, whose private key is public',
    env: ['HELSEID_MOCK_NO_DEMO_CLIENT'],
    parse: parseBoolean,
  },
  {
    name: 'exitWithParent',
    flag: '--exit-with-parent [boolean]',
    description: `stop when standard input is closed or the parent process has ended (default: ${exitWithParentDefault})`,
    env: ['HELSEID_MOCK_EXIT_WITH_PARENT'],
    parse: parseBoolean,
  },
]

/** The configuration file that `serve` watches: the given one, or the default one even if it does not exist yet. */
export function configPath(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | undefined {
  const given = givenConfig(flags, variablesOf(env).env)
  return given !== undefined && isInlineConfig(given) ? undefined : (given ?? defaultConfigFile)
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
  'exitWithParent',
  'journalLimit',
  'journalBytes',
  'maxConnections',
] as const satisfies (keyof ServeSettings)[]

/** Settings whose flag may be repeated. */
const lists: readonly string[] = ['tlsNames', 'allowHosts', 'allowOrigins']

export function configureSettings(command: Command): void {
  for (const { name, flag, description, env } of settings) {
    const words = `${description} [${env[0]}]`
    const isList = lists.includes(name)
    if (isList) command.option(flag, words, (text: string, before?: string) => (before ? `${before},${text}` : text))
    else command.option(flag, words)
  }
  command.option(
    '--config <path or JSON>',
    `configuration file or inline JSON (default: ./${defaultConfigFile} if it exists) [HELSEID_MOCK_CONFIG]`,
  )
}

export interface FoundSettings {
  readonly values: ServeSettings
  /** The flag, variable or file that each value comes from; absent for defaults. */
  readonly from: Readonly<Record<string, string>>
  /** What in the environment was ignored or changed, one line each. */
  readonly notes: readonly string[]
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
  environment: NodeJS.ProcessEnv,
): Promise<FoundSettings> {
  const { env, notes } = variablesOf(environment)
  const given = givenConfig(flags, env)
  const { $schema: _schema, ...fromFile } = (await readConfig(given)) as Values & { $schema?: unknown }
  const values: Values = { logFormat: defaults.logFormat, demoClient: defaults.demoClient, ...fromFile }
  const from = Object.fromEntries(Object.keys(fromFile).map((name) => [name, configName(given)]))
  for (const setting of settings) {
    const found = fromFlag(setting, flags) ?? fromEnvironment(setting, env)
    if (found === undefined) continue
    const before = from[setting.name]
    if (before !== undefined && isGivenTwice(before, found.from)) {
      if (before.startsWith('--') === found.from.startsWith('--'))
        throw new UsageError(`${before} and ${found.from} both set the control token: use one of them`)
      // The flag wins over the variable.
      if (before.startsWith('--')) continue
    }
    values[setting.name] = found.value
    from[setting.name] = found.from
  }
  return { values: values as ServeSettings, from, notes }
}

/** Two settings for the control token: the value and a file. A configuration file is neither a flag nor a variable. */
function isGivenTwice(before: string, after: string): boolean {
  return [before, after].every((from) => /^(--control-token|HELSEID_MOCK_CONTROL_TOKEN)/.test(from))
}

interface Found {
  readonly value: unknown
  readonly from: string
}

function fromFlag({ name, flag, parse }: Setting, flags: Readonly<Record<string, unknown>>): Found | undefined {
  const value = flags[flag.startsWith('--no-') ? name : attribute(flag)]
  const from = flag.split(' ')[0] as string
  // Commander sets a `--no-…` flag to true unless it is used.
  if (value === undefined || (flag.startsWith('--no-') && value === true)) return undefined
  return { value: typeof value === 'boolean' ? value : parse(String(value).trim(), from), from }
}

/** Commander’s name for the value of a flag: `--tls-name <names>` is `tlsName`. */
function attribute(flag: string): string {
  const word = flag.split(' ')[0]?.replace(/^--/, '') ?? ''
  return word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function fromEnvironment({ name, env: names, flag, parse }: Setting, env: NodeJS.ProcessEnv): Found | undefined {
  // An empty variable counts as unset, except where that would leave the control plane open.
  const mayBeEmpty = name === 'controlToken'
  const isSet = (candidate: string) => env[candidate] !== undefined && (mayBeEmpty || env[candidate] !== '')
  const [own = ''] = names
  const file = own.endsWith('_FILE') || name === 'controlToken' || !env[`${own}_FILE`] ? undefined : `${own}_FILE`
  if (file !== undefined && isSet(own)) throw new UsageError(`${own} and ${file} are both set: use one of them`)
  const from = file ?? names.find(isSet)
  if (from === undefined) return undefined
  const given = env[from] as string
  const value = file === undefined ? parse(given, from) : parsedFile(file, given, parse)
  // A variable is named after its flag: HELSEID_MOCK_NO_CONTROL=true switches the control plane off.
  return { value: flag.startsWith('--no-') ? !value : value, from }
}

/** A mounted file may be another secret than the one meant, so no error quotes its content. */
function parsedFile(variable: string, path: string, parse: Setting['parse']): unknown {
  const content = readText(variable, path).trim()
  try {
    return parse(content, `${variable} (${path})`)
  } catch (error) {
    if (!(error instanceof UsageError) || content === '') throw error
    throw new UsageError(error.message.replaceAll(content, '(the content of the file)'))
  }
}

/** The variables of all settings; each can also be given as a file, by its name with `_FILE`. */
function variablesOf(environment: NodeJS.ProcessEnv): Variables {
  const own = [...new Set([...settings.flatMap(({ env }) => env), 'HELSEID_MOCK_CONFIG'])]
  const values = own.filter((name) => !name.endsWith('_FILE'))
  const files = values.filter((name) => name !== 'PORT').map((name) => `${name}_FILE`)
  return readVariables(environment, {
    known: [...values, ...files],
    paths: ['HELSEID_MOCK_CONFIG', 'HELSEID_MOCK_DATA_DIR', 'HELSEID_MOCK_TLS_CA', ...files],
  })
}

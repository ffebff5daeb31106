/** Finds the values of settings: a flag overrides an environment variable, which overrides the file, which overrides the default. */
import type { Command } from 'commander'
import { defaults } from '../config/options.ts'
import { configName, defaultConfigFile, givenConfig, isInlineConfig, readConfig } from './config-source.ts'
import { readText } from './read-text.ts'
import { lists, type ServeSettings, type Setting, settings, type Values } from './settings.ts'
import { UsageError } from './usage-error.ts'
import { readVariables, type Variables } from './variables.ts'

/** The configuration file that `serve` watches: the given one, or the default one even if it does not exist yet. */
export function configPath(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | undefined {
  const given = givenConfig(flags, variablesOf(env).env)
  return given !== undefined && isInlineConfig(given) ? undefined : (given ?? defaultConfigFile)
}

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
  return { values: values as ServeSettings, from, notes: [...notes, ...withoutTls(values, from)] }
}

/** Settings that say how to serve TLS, while the twin serves plain HTTP. */
function withoutTls({ tls, tlsCa, tlsNames }: Values, from: Readonly<Record<string, string>>): string[] {
  if (tls === true) return []
  const given = Object.entries({ tlsCa, tlsNames }).filter(([, value]) => value !== undefined)
  return given.map(([name]) => `${name} (${from[name]}) has no effect without --tls`)
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

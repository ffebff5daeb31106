/** The configuration of `serve`: a file or inline JSON, from a flag or a variable. */
import { existsSync } from 'node:fs'
import { readText, shownPath } from './read-text.ts'
import { UsageError } from './usage-error.ts'

export const defaultConfigFile = 'helseid-mock.config.json'

/** A path or inline JSON; undefined for the default file. `env` has the values that were meant. @throws {UsageError} */
export function givenConfig(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | undefined {
  if (flags.config !== undefined) return String(flags.config)
  const { HELSEID_MOCK_CONFIG: value, HELSEID_MOCK_CONFIG_FILE: file } = env
  if (value && file)
    throw new UsageError('HELSEID_MOCK_CONFIG and HELSEID_MOCK_CONFIG_FILE are both set: use one of them')
  return value || file || undefined
}

/** Text that begins with a bracket or a quote is JSON, well-formed or not: it may contain a secret, and is not a path. */
export function isInlineConfig(given: string): boolean {
  return /^\s*[[{"'“]/.test(given)
}

/** For error messages, and for what `config print` shows as the origin of a setting. */
export function configName(given: string | undefined): string {
  return given !== undefined && isInlineConfig(given)
    ? 'the inline configuration'
    : shownPath(given ?? defaultConfigFile)
}

/** The members of a valid configuration; empty if the default file does not exist. @throws {UsageError} naming what to change */
export async function readConfig(given: string | undefined): Promise<object> {
  if (given === undefined && !existsSync(defaultConfigFile)) return {}
  const where = configName(given)
  // Parser and validator are loaded only when there is a configuration to read.
  const { jsonOf } = await import('./json-argument.ts')
  const { configProblems, listed } = await import('../config/problems.ts')
  const isInline = given !== undefined && isInlineConfig(given)
  const value = jsonOf(isInline ? given : readText('the configuration', given ?? defaultConfigFile), where)
  const problems = configProblems(value)
  if (problems.length > 0) throw new UsageError(`${where}: ${listed(problems)}`)
  return value as object
}

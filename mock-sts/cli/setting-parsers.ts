/** Parses the values of flags and variables; `from` names the one to fix in the message. All throw `UsageError`. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type MetadataVersion, metadataVersions, requireSts } from 'helseid-contract'
import { type ProfileName, profileNames } from 'helseid-contract/rules'
import { clashingNames } from '../config/clashing-names.ts'
import { namedOnce } from '../http/named-once.ts'
import { parseScenario } from '../scenarios/active-scenarios.ts'
import { decodeText } from './read-text.ts'
import { UsageError } from './usage-error.ts'

export function parsePort(text: string, from: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`${from} must be a port from 0 to 65535, not "${text}"`)
}

export function parseCount(text: string, from: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`${from} must be a whole number from 1, such as 2000, not "${text}"`)
}

export function parseProfile(text: string, from: string): ProfileName | Record<string, ProfileName> {
  return parseBySts(text, from, { what: 'profile', values: profileNames })
}

export function parseMetadata(text: string, from: string): MetadataVersion | Record<string, MetadataVersion> {
  return parseBySts(text, from, { what: 'metadata', values: metadataVersions })
}

interface Choice<T extends string> {
  readonly what: string
  readonly values: readonly T[]
}

/** One value for all STSs, or `test=value,prod=value`. */
function parseBySts<T extends string>(text: string, from: string, choice: Choice<T>): T | Record<string, T> {
  const chosen = ({ what, values }: Choice<T>, part: string): T => {
    const value = values.find((each) => each === part.trim().toLowerCase())
    if (value === undefined) throw new UsageError(`${from}: unknown ${what} "${part}", use ${values.join(', ')}`)
    return value
  }
  if (!text.includes('=')) return chosen(choice, text)
  const entries = text.split(',').map((part): [string, T] => {
    const [name = '', ...rest] = part.split('=').map((word) => word.trim())
    asUsage(from, () => requireSts(name))
    return [name, chosen(choice, rest.join('='))]
  })
  const values = namedOnce(
    entries,
    (name) => new UsageError(`${from}: ${name} is given twice: give each STS one value`),
  )
  const clash = clashingNames(values)
  if (clash !== undefined) throw new UsageError(`${from}: ${clash}: give each STS one value`)
  return values
}

export function parseOrigin(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // A password is neither used nor quoted.
  if (url && url.username + url.password !== '')
    throw new UsageError(`${from} must be an origin such as https://idp.example, without user and password`)
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return url.origin
  throw new UsageError(`${from} must be an origin such as https://idp.example, not "${text}"`)
}

export function parseControlToken(text: string, from: string): string {
  if (text === '')
    throw new UsageError(
      `${from} is empty, which would leave the control plane open: give it at least 8 characters, or leave it unset`,
    )
  if (/^[\x21-\x7e]{8,1024}$/.test(text)) return text
  throw new UsageError(`${from} must have at least 8 characters and at most 1024, printable ASCII without spaces`)
}

/** The token in a file; white space around it does not count. */
export function readControlToken(path: string, from: string): string {
  try {
    return parseControlToken(decodeText(readFileSync(path)).trim(), `${from} (${path})`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    // A token in base64 may have slashes, but no folder is called like its beginning.
    const isPath = /^(?:\.{0,2}[/\\]|[a-z]:[/\\])/i.test(path) || (/[/\\]/.test(path) && existsSync(dirname(path)))
    if (isPath || /^[\w-]{1,40}\.\w{1,8}$/.test(path))
      throw new UsageError(`${from}: cannot read ${path}: ${message}`, { cause: error })
    // It may be the token itself, so neither the text nor a cause may quote it.
    throw new UsageError(`${from}: cannot read the file (${code}): give the path of a file that contains the token`)
  }
}

export function parseOrigins(text: string, from: string): string[] {
  const origins = text.split(',').map((origin) => origin.trim())
  return origins.filter((origin) => origin !== '').map((origin) => parseOrigin(origin, from))
}

export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase())
  return names.filter((name) => name !== '')
}

export function parseBoolean(text: string, from: string): boolean {
  if (/^(?:true|1|yes|on)$/i.test(text)) return true
  if (/^(?:false|0|no|off)$/i.test(text)) return false
  throw new UsageError(`${from} must be true or false, not "${text}"`)
}

export function parseSigningKeys(text: string, from: string): 'demo' | 'generated' {
  const which = text.toLowerCase()
  if (which === 'demo' || which === 'generated') return which
  throw new UsageError(`${from} must be demo or generated, not "${text}"`)
}

export function parseScenarioName(text: string, from: string): string {
  asUsage(from, () => parseScenario(text))
  return text
}

export function parseLogFormat(text: string, from: string): 'text' | 'json' {
  const format = text.toLowerCase()
  if (format === 'text' || format === 'json') return format
  throw new UsageError(`${from} must be text or json, not "${text}"`)
}

function asUsage(from: string, parse: () => unknown): void {
  try {
    parse()
  } catch (error) {
    throw new UsageError(`${from}: ${(error as Error).message}`, { cause: error })
  }
}

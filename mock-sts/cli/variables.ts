/** Environment variables as people and platforms set them: what they add around a value, and names that mean something else. */
import { closest } from '../http/closest.ts'

export interface Variables {
  /** The variables with the values that were meant, without those that a platform set for its own purposes. */
  readonly env: NodeJS.ProcessEnv
  /** What was ignored or changed, one line each. */
  readonly notes: readonly string[]
}

/** `known` are the names of the settings' variables; `paths` those whose value is a path or a text of any form. */
export function readVariables(
  given: NodeJS.ProcessEnv,
  { known, paths }: { readonly known: readonly string[]; readonly paths: readonly string[] },
): Variables {
  const env: NodeJS.ProcessEnv = {}
  const injected: string[] = []
  const notes: string[] = []
  for (const name of known) {
    const value = readVariable(given, name, paths.includes(name))
    if (value === undefined) continue
    env[name] = value
    notes.push(...changeNotes(name, given[name] as string, value))
  }
  for (const [name, value = ''] of Object.entries(given)) {
    if (!/^HELSEID_MOCK_/i.test(name) || others.test(name)) continue
    if (isInjected(name, value)) injected.push(name)
    // Windows does not tell upper case from lower.
    else if (env[name.toUpperCase()] === undefined || given[name.toUpperCase()] === undefined)
      notes.push(unknownNote(name, known))
  }
  const [first, ...more] = injected.sort()
  if (first !== undefined)
    notes.unshift(
      `ignored ${first}${more.length > 0 ? ` and ${more.length} more` : ''}, which Kubernetes or Docker sets for a service or container named helseid-mock: set port and other settings by flag or file, or set enableServiceLinks: false`,
    )
  return { env, notes }
}

/** Variables of the tests, and of modules that start the twin; the twin inherits them. */
const others = /^HELSEID_MOCK_(?:COMMAND|IMAGE)$/

/**
 * Variables of a Kubernetes Service, or of a container link of Docker, whose name begins with helseid-mock.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 * https://docs.docker.com/engine/network/links/#environment-variables
 */
function isInjected(name: string, value: string): boolean {
  if (!name.startsWith('HELSEID_MOCK_')) return false
  return (
    /_SERVICE_(?:HOST|PORT(?:_\w+)?)$/.test(name) ||
    /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR|START|END))*$/.test(name) ||
    /_PORT_(?:START|END|\d+_END)$/.test(name) ||
    (/_PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value)) ||
    (/_NAME$/.test(name) && value.startsWith('/')) ||
    /^HELSEID_MOCK_(?:\w+_)?ENV_/.test(name)
  )
}

/** The meant value of one variable. `isPath`: a path, or text of any form, in which a # begins no comment. */
export function readVariable(given: NodeJS.ProcessEnv, name: string, isPath = false): string | undefined {
  const value = given[name]
  return value === undefined || isInjected(name, value) ? undefined : meant(name, value, isPath)
}

/** White space around a value, also of other alphabets' editors, is never meant. */
const space = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g

/**
 * Without white space around it, quotes, and a comment after it: `docker run --env-file`, systemd and `.env` readers differ in what they remove.
 */
function meant(name: string, given: string, isPath: boolean): string {
  const value = given.replace(space, '')
  // Nothing but a comment. A path or a token may begin with #, but no one means one that goes on with a space.
  if (/^#(?:\s|$)/.test(value)) return ''
  // Quotes may be part of the token, and another reader of the same file may keep them.
  if (name === 'HELSEID_MOCK_CONTROL_TOKEN') return value.replace(/\s+#.*$/s, '')
  const unquoted = /^(["'])(.*)\1(?:\s+#.*)?$/s.exec(value)?.[2] ?? /^[“”„](.*)[“”]$/s.exec(value)?.[1]
  if (unquoted !== undefined) return unescaped(unquoted.replace(space, ''))
  return isPath ? value : withoutComment(value)
}

/** JSON within double quotes, whose own quotes were escaped. */
function unescaped(value: string): string {
  return /^\{\s*\\"/.test(value) ? value.replaceAll('\\"', '"') : value
}

function withoutComment(value: string): string {
  return value.replace(/(?:^|\s+)#.*$/s, '')
}

function changeNotes(name: string, given: string, value: string): string[] {
  if (name === 'HELSEID_MOCK_CONTROL_TOKEN' && /^(["']).+\1$/.test(value))
    return [
      `the value of ${name} is in quotes, which are part of the token: remove them, unless every reader keeps them`,
    ]
  if (given.replace(space, '') === value) return []
  if (value === '') return [`the value of ${name} is nothing but a comment, so it counts as empty`]
  return [`the quotes or the comment around the value of ${name} are ignored`]
}

function unknownNote(name: string, known: readonly string[]): string {
  const best = closest(name, known)
  return `unknown variable ${name}, which has no effect${best === undefined ? '' : `; did you mean ${best}?`}`
}

/** The endpoint that `check api` calls, from its flags. */
import type { ApiTarget } from '../../checks/api/caller.ts'
import { readText } from '../read-text.ts'
import { UsageError } from '../usage-error.ts'

/** @throws {UsageError} naming the flag to change */
export function apiTarget(flags: Readonly<Record<string, unknown>>): ApiTarget {
  const { url, method, audience, scope, status, bearer, organization, header, body, ca } = flags
  requireAddress('--url', url, 'http://localhost:5000/hello')
  if (!methods.has(String(method).toUpperCase()))
    throw new UsageError(`--method must be one of ${[...methods].join(', ')}`)
  return {
    url: String(url),
    method: String(method).toUpperCase(),
    audience: String(audience),
    scope: String(scope),
    status: whole('--status', status),
    scheme: bearer === true ? 'Bearer' : 'DPoP',
    headers: ((header ?? []) as readonly string[]).map(headerOf),
    ...(organization !== undefined && { organization: String(organization) }),
    ...(body !== undefined && { body: String(body) }),
    ...(ca !== undefined && { ca: readText('--ca', String(ca)) }),
  }
}

/** The methods of a request that can carry a token. https://www.rfc-editor.org/rfc/rfc9110#section-9.1 */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])

/** Rejects a URL with a password, without quoting it: reports print the URL. */
export function requireAddress(flag: string, address: unknown, example: string): void {
  const text = String(address)
  const { protocol = '', username = '', password = '' } = URL.canParse(text) ? new URL(text) : {}
  if (username + password !== '') throw new UsageError(`${flag} must not contain a user or password: use --header`)
  if (!/^https?:$/.test(protocol)) throw new UsageError(`${flag} must be a URL such as ${example}`)
}

function headerOf(text: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+): *(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new UsageError('--header must be "Name: value"')
  return [name, value]
}

export function whole(flag: string, value: unknown): number {
  if (/^\d+$/.test(String(value))) return Number(value)
  throw new UsageError(`${flag} must be a whole number, not "${value}"`)
}

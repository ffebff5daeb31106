/** Reads credentials as the secret parsers of Duende IdentityServer do: what they cannot read, they ignore. */
import { limits } from 'helseid-contract'
import { isBlank } from 'helseid-contract/rules'
import type { FormValues } from './form.ts'

export interface Credentials {
  readonly clientId: string
  readonly secret?: string
}

/** The first value of a field; undefined if it is blank, whatever follows (`FirstOrDefault`). */
export function firstOf(sent: FormValues, name: string): string | undefined {
  const first = sent.get(name)?.[0]
  return first === undefined || isBlank(first) ? undefined : first
}

/**
 * Undefined without an id, or if it is longer than Duende reads. A blank secret is none. Duende ignores a secret of more than 100
 * characters too; here it counts, so that a client never sends one unnoticed.
 */
export function credentialsOf(clientId = '', secret = ''): Credentials | undefined {
  if (isBlank(clientId) || clientId.length > limits.clientIdLength) return undefined
  return isBlank(secret) ? { clientId } : { clientId, secret }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The credentials of an `Authorization: Basic` header. */
export function readBasic(authorization = ''): Credentials | undefined {
  if (!/^basic /i.test(authorization)) return undefined
  const encoded = authorization.slice('Basic '.length).replace(/[ \t\r\n]/g, '')
  if (!base64.test(encoded)) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon === -1) return undefined
  return credentialsOf(formDecode(pair.slice(0, colon)), formDecode(pair.slice(colon + 1)))
}

/** Basic credentials are form-encoded first. https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function formDecode(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll('&', '%26')}`).get('v') ?? ''
}

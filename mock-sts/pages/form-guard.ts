/** Proves that a form was sent by its own page, by a value that only the page has. */
import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '../http/same-secret.ts'

/** A restart makes open pages stale: they are refused, and a reload helps. */
const secret = randomBytes(32)

/** The value for the form of a page about `subject`. No other site can read it, because it cannot read the page. */
export function formToken(...subject: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(subject)).digest('base64url')
}

/** Compares in constant time. */
export function isFormToken(sent: string, ...subject: readonly string[]): boolean {
  return sameSecret(sent, formToken(...subject))
}

/** Credentials without a name: HTTP Basic, in an address, and in the options of curl. */
import type { Mark } from './kinds.ts'

export function withoutCredentials(text: string, mark: Mark): string {
  let kept = text
  if (kept.includes('@')) kept = kept.replace(userInAddress, (_, before, secret) => before + mark('password', secret))
  if (/basic/i.test(kept))
    kept = kept.replace(basic, (whole, scheme, credentials) =>
      Buffer.from(credentials, 'base64').includes(':') ? scheme + mark('basic-credentials', credentials) : whole,
    )
  if (/-u|--(?:proxy-)?user/.test(kept))
    kept = kept.replace(curlUser, (_, option, secret) => option + mark('basic-credentials', secret))
  if (/-b|--cookie/.test(kept)) kept = kept.replace(curlCookie, (_, option, secret) => option + mark('cookie', secret))
  return kept
}

/** RFC 3986 3.2.1; also as slashes and colons of a path, where `//` may have become one slash. */
const userInAddress =
  /(\b[a-z][a-z0-9+.-]{1,20}:\/{1,2}[^\s/:@"'<>\\?#]{0,200}:)(?!\(withheld)([^\s/@"'<>?#]{1,400})(?=@)/gi

const basic = /\b(Basic(?:\s|\+|%20){1,5})([\w+/-]{4,}={0,2})/gi

const curlUser =
  /((?:^|[\s"'])(?:-u|--user|--proxy-user)(?:\s{1,9}|=|["'],\s{0,9})?\\{0,4}["']?[^\s:"'\\-][^\s:"'\\]{0,200}:)(?!\(withheld)([^\s"'\\]{1,4000})/g

const curlCookie =
  /((?:^|[\s"'])(?:-b|--cookie)(?:\s{1,9}|["'],\s{0,9})\\{0,4}["']?[^\s="'\\]{1,200}=)(?!\(withheld)([^"'\r\n\\]{1,4000})/g

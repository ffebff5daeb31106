/** Reads a form as ASP.NET Core and Duende IdentityServer do. */
import { isBlank } from 'helseid-contract/rules'

export interface ReadForm {
  /** All values by the name of their field, in lower case: what the parsers of credentials see. */
  readonly sent: FormValues
  /** The values that are not blank: what is left after Duende's `AsNameValueCollection`. */
  readonly values: FormValues
  /** The names of the fields with such values, in the spelling in which each was sent first. */
  readonly names: readonly string[]
}

export type FormValues = ReadonlyMap<string, readonly string[]>

/** ASP.NET Core refuses a form with more values or a longer name (`FormOptions`). */
const maxValues = 1024
const maxNameLength = 2048

/** The form, or why it cannot be read. */
export function readForm(body: string): ReadForm | { readonly unreadable: string } {
  const sent = new Map<string, string[]>()
  const values = new Map<string, string[]>()
  const names = new Map<string, string>()
  let count = 0
  for (const [name, value] of new URLSearchParams(body)) {
    count += 1
    if (count > maxValues) return { unreadable: `more than ${maxValues.toLocaleString('en-GB')} fields` }
    if (name.length > maxNameLength) return { unreadable: `a field name of ${name.length} characters` }
    const key = inLowerCase(name)
    add(sent, key, value)
    if (isBlank(value)) continue
    add(values, key, value)
    if (!names.has(key)) names.set(key, name)
  }
  return { sent, values, names: [...names.values()] }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}

/** Case is ignored in ASCII only: other letters do not occur in the names that count. */
function inLowerCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

const token = "[!#$%&'*+.^`|~\\w-]+"
// After white space only one thing can follow, so that no header takes long.
const parameter = `${token}\\s*(?=[;=]|$)(?:=\\s*(?:${token}|"(?:[^"\\\\]|\\\\.)*")?\\s*(?=;|$))?`
const contentTypeHeader = new RegExp(`^\\s*(${token}/${token})\\s*(?=;|$)(?:;\\s*${parameter})*(?:;\\s*)?$`)

/** The media type of a `Content-Type` header, in lower case; the whole header if .NET's `MediaTypeHeaderValue` cannot read it. */
export function mediaTypeOf(contentType: string): string {
  return (contentTypeHeader.exec(contentType)?.[1] ?? contentType.trim()).toLowerCase()
}

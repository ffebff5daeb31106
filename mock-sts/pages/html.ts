/**
 * A tagged template for HTML that escapes every value. It is `html` of hono, which escapes for text and quoted attributes, and refuses
 * what escaping does not make safe: an unquoted attribute, a handler, a style, a script, a link to another scheme.
 */
import { html as escaped, raw } from 'hono/html'
import { isOwnAddress, isWebAddress } from '../http/web-address.ts'

declare const markup: unique symbol

/** Markup that `html` made, or a file of this folder wrote. */
export interface Html {
  readonly [markup]: true
  toString(): string
}

/** What a template may hold. `false`, `null` and `undefined` are left out. */
export type Part = string | number | false | null | undefined | Html | readonly Part[]

/** Where a value is: as text between tags, or in an attribute. */
type Position = 'text' | { readonly attribute: string; readonly isWhole: boolean }

const positions = new WeakMap<TemplateStringsArray, readonly Position[]>()

const addressAttributes = new Set(['href', 'src', 'action', 'formaction'])
const executedAttribute = /^(?:on.*|style|srcdoc|srcset)$/

/**
 * Makes markup of which every value is escaped; nested templates and lists of them are inserted as they are.
 * @throws {TypeError} for a value where escaping is not enough, and for an address that is neither http, https nor a path of this site
 * @example
 * ```ts
 * expect(String(html`<p title="${'"quoted"'}">${'<script>'}</p>`)).toBe(
 *   '<p title="&quot;quoted&quot;">&lt;script&gt;</p>',
 * )
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  const known = positions.get(strings) ?? positionsIn(strings)
  positions.set(strings, known)
  for (const [index, value] of values.entries()) checkValue(known[index] ?? 'text', value)
  return escaped(strings, ...values.map(readable)) as unknown as Html
}

/** Markup that the twin itself wrote, such as an icon. Never for a value from outside. */
export function trusted(written: string): Html {
  return raw(written) as unknown as Html
}

/** Replaces what HTML does not allow at all: control characters and halves of characters. */
function readable(value: Part): Part {
  if (isList(value)) return value.map(readable)
  if (typeof value !== 'string') return value
  return value.toWellFormed().replace(/(?![\t\n\r])\p{Cc}/gu, '\ufffd')
}

function isList(value: Part): value is readonly Part[] {
  return Array.isArray(value)
}

function positionsIn(strings: TemplateStringsArray): readonly Position[] {
  let before = ''
  return strings.slice(0, -1).map((text, index) => {
    before += text
    const position = positionAfter(before, strings[index + 1] ?? '')
    // Stands for the value. It closes no quote and opens no tag.
    before += '_'
    return position
  })
}

/** @throws {TypeError} for a place where no value is safe */
function positionAfter(before: string, after: string): Position {
  const tag = /<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*(?:"[^"]*|'[^']*)?$/.exec(before)?.[0]
  if (tag === undefined) {
    if (/<(?:script|style)\b[^>]*>(?!.*<\/(?:script|style)>)[^<]*$/is.test(before))
      throw new TypeError(`a template has a value in a script or a style: ${before.slice(-40)}`)
    return 'text'
  }
  const [, attribute = '', written = ''] = /\s([\w-]+)="([^"]*)$/.exec(tag) ?? []
  if (attribute === '')
    throw new TypeError(`a template has a value in a tag, outside of double quotes: ${tag.slice(-40)}`)
  if (executedAttribute.test(attribute)) throw new TypeError(`a template has a value in the attribute ${attribute}`)
  return { attribute, isWhole: written === '' && after.startsWith('"') }
}

function checkValue(position: Position, value: Part): void {
  if (position === 'text') return
  const { attribute, isWhole } = position
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new TypeError(`the attribute ${attribute} must be text or a number, not ${typeof value}`)
  if (!addressAttributes.has(attribute)) return
  const text = String(value)
  if (!isWhole || !(isWebAddress(text) || isOwnAddress(text)))
    throw new TypeError(`the attribute ${attribute} must be a whole address: http, https or a path of this site`)
}

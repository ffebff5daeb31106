/** A request on the wire as lines: request line, header fields, body; each with the rules that it breaks. */
import { type NumberedRule, worst } from '../../parts/verdict/numbers.ts'

export interface RequestLine {
  readonly part: 'line' | 'header' | 'body'
  /** As rules name it: `headers.dpop`, `form.scope`; undefined for the request line and a body that is not a form. */
  readonly place?: string
  /** Name of the header field or form field. */
  readonly name?: string
  readonly text: string
  readonly isMissing: boolean
  readonly marks: readonly NumberedRule[]
  readonly kind: NumberedRule['kind'] | undefined
}

interface Received {
  readonly requestLine: string
  readonly headers: readonly (readonly string[])[]
  readonly body?: string
}

/**
 * Each rule whose place is in the request marks one line. A member that is missing gets a line; one that was sent twice is marked where it
 * is first.
 */
export function requestLines(received: Received, rules: readonly NumberedRule[]): readonly RequestLine[] {
  const left = new Set(rules)
  const take = (fits: (at: string) => boolean) => {
    const marks = [...left].filter(({ rule }) => fits(rule.at))
    for (const rule of marks) left.delete(rule)
    return marks
  }
  const line = (part: RequestLine['part'], text: string, marks: readonly NumberedRule[], more = {}): RequestLine => {
    return { part, text, marks, kind: worst(marks), isMissing: false, ...more }
  }
  const first = line(
    'line',
    received.requestLine,
    take((at) => at === 'method' || at === 'url' || at.startsWith('url.')),
  )
  const headers = received.headers.map(([name = '', value = '']) =>
    line('header', value, take(isAt(`headers.${name.toLowerCase()}`)), {
      name,
      place: `headers.${name.toLowerCase()}`,
    }),
  )
  const fields = fieldsOf(received).map(([name, value]) =>
    line('body', value, take(isAt(`form.${name}`)), { name, place: `form.${name}` }),
  )
  const whole = take((at) => at === 'body' || at === 'form')
  const missing = (part: 'header' | 'body', root: string) =>
    [
      ...Map.groupBy(
        take((at) => at.startsWith(root)),
        ({ rule }) => rule.at.slice(root.length),
      ),
    ].map(([name, marks]) => line(part, '', marks, { name, place: root + name, isMissing: true }))
  const missingHeaders = missing('header', 'headers.')
  const missingFields = missing('body', 'form.')
  const body =
    fields.length === 0 ? [line('body', received.body ?? '', whole)] : whole.length > 0 ? [line('body', '', whole)] : []
  return [first, ...headers, ...missingHeaders, ...body, ...fields, ...missingFields]
}

/** Those whose place is elsewhere, such as in the registration of the client. */
export function placedIn(lines: readonly RequestLine[]): ReadonlySet<NumberedRule> {
  return new Set(lines.flatMap(({ marks }) => marks))
}

function isAt(path: string): (at: string) => boolean {
  return (at) => at === path || at.startsWith(`${path}.`)
}

/** The fields of a form; empty for any other body. */
function fieldsOf({ headers, body = '' }: Received): readonly (readonly [name: string, value: string])[] {
  const type = headers.find(([name = '']) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return /^application\/x-www-form-urlencoded/i.test(type) ? [...new URLSearchParams(body)] : []
}

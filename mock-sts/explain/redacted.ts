/** Leaves out of a request the values that someone removed, or that a log cut. */
import { limits } from 'helseid-contract'
import type { NotShown, PastedRequest } from './pasted-request.ts'

/** A value that someone removed, or that a log cut. */
const redacted =
  /^\W*(?:\*{3,}|x{4,40}|…|\.\.\.|<[^<>]{1,80}>|\[[^[\]]{1,80}\]|\{\{[^{}]{1,200}\}\}|redacted|removed)\W*$/i

/** Leaves out what the text does not show, so that it is not judged. */
export function withoutRedacted(request: PastedRequest): { request: PastedRequest; notShown: NotShown } {
  const isForm = request.fields.some(
    ([name, value]) => /^content-type$/i.test(name) && /x-www-form-urlencoded/i.test(value),
  )
  const pairs = isForm ? request.body.split('&') : []
  const [hiddenPairs, shownPairs] = split(pairs, (pair) => isRedacted(pair.slice(pair.indexOf('=') + 1)))
  const [hiddenFields, shownFields] = split(request.fields, ([, value]) =>
    isRedacted(value.replace(/^(?:DPoP|Bearer|Basic)\s+/i, '')),
  )
  const names = (texts: readonly string[]) => `the value of ${texts.join(', ')} is left out or cut`
  const notShown = {
    ...request.notShown,
    ...(hiddenPairs.length > 0 && { body: names(hiddenPairs.map((pair) => pair.split('=')[0] as string)) }),
    ...(hiddenFields.length > 0 && { headers: names(hiddenFields.map(([name]) => name)) }),
  }
  return {
    request: { ...request, fields: shownFields, ...(hiddenPairs.length > 0 && { body: shownPairs.join('&') }) },
    notShown,
  }
}

function isRedacted(value: string): boolean {
  if (value.length > limits.bodyBytesRead || value === '') return false
  return /(?:…|\.{3})$/.test(value) || (value.length < 400 && redacted.test(decoded(value)))
}

function decoded(value: string): string {
  return new URLSearchParams(`v=${value.replaceAll('&', '%26')}`).get('v') ?? value
}

function split<T>(values: readonly T[], isFirst: (value: T) => boolean): [T[], T[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))]
}

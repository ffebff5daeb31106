/** Leaves out of a request the values that someone removed, or that a log cut. */
import { limits } from 'helseid-contract'
import type { NotShown, PastedRequest } from './pasted-request.ts'

/** The mark of a value that the text names and does not show: a variable of a shell or program. */
export const unknownValue = '…'

/** A value that someone removed, or the name of a variable that a template has for it. */
const redacted =
  /^\W*(?:\*+|•+|█+|x{3,40}|x+\.y+\.z+|<[^<>]{1,80}>|\[[^[\]]{1,80}\]|\{\{[^{}]{1,200}\}\}|\$?\{[\w.:-]{1,80}\}|\$(?:env:)?\w{1,80}|%\w{1,80}%|%[sdv]|redacted|removed|hidden|masked|omitted|truncated|skjult|sladdet|fjernet)\W*$/i

/** A value that a log cut. */
const cut = /…|\.{3}|\*{3}|•{3}|█{2}|\((?:truncated|cut|forkortet|avkortet)\)/i

/** A JWT, perhaps after the name of its field or its scheme, and what replaces its signature. */
const unsignedJwt = /^((?:[\w.-]+=|(?:DPoP|Bearer) +)?e[wy][\w-]+\.e[wy][\w-]+)\.(.{1,80})$/is

/** Leaves out what the text does not show, so that it is not judged. */
export function withoutRedacted(request: PastedRequest): {
  request: PastedRequest
  notShown: NotShown & { readonly signature?: string }
} {
  const isForm = request.fields.some(
    ([name, value]) => /^content-type$/i.test(name) && /x-www-form-urlencoded/i.test(value),
  )
  const pairs = isForm ? request.body.split('&') : []
  const [hiddenPairs, shownPairs] = split(pairs.map(unsigned), (pair) => isRedacted(pair.slice(pair.indexOf('=') + 1)))
  const fields = request.fields.map(([name, value]) => [name, unsigned(value)] as const)
  const [hiddenFields, shownFields] = split(fields, ([, value]) =>
    isRedacted(value.replace(/^(?:DPoP|Bearer|Basic)\s+/i, '')),
  )
  const isUnsigned = [...pairs, ...request.fields.map(([, value]) => value)].some((value) => unsigned(value) !== value)
  const names = (texts: readonly string[]) => `the value of ${texts.join(', ')} is left out or cut`
  const namesOfPairs = hiddenPairs.map((pair) => (pair.includes('=') ? (pair.split('=')[0] as string) : 'the body'))
  const notShown = {
    ...request.notShown,
    ...(hiddenPairs.length > 0 && { body: names(namesOfPairs) }),
    ...(hiddenFields.length > 0 && { headers: names(hiddenFields.map(([name]) => name)) }),
    ...(isUnsigned && { signature: 'the text does not show it' }),
  }
  return {
    request: { ...request, fields: shownFields, ...(isForm && { body: shownPairs.join('&') }) },
    notShown,
  }
}

/** A JWT whose signature was removed, as one without a signature; other values as they are. */
function unsigned(value: string): string {
  if (value.length > limits.bodyBytesRead) return value
  const [, rest, signature = ''] = unsignedJwt.exec(value) ?? []
  const isRemoved = /^(?:signature|sig)$/i.test(signature) || redacted.test(signature) || cut.test(signature)
  return rest === undefined || !isRemoved ? value : `${rest}.`
}

function isRedacted(value: string): boolean {
  if (value.length > limits.bodyBytesRead || value === '') return false
  return cut.test(value) || (value.length < 400 && redacted.test(decoded(value)))
}

function decoded(value: string): string {
  return new URLSearchParams(`v=${value.replaceAll('&', '%26')}`).get('v') ?? value
}

function split<T>(values: readonly T[], isFirst: (value: T) => boolean): [T[], T[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))]
}

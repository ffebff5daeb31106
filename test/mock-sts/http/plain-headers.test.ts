/** Header fields of the twin's own messages, which do what a fetch `Headers` does. https://fetch.spec.whatwg.org/#headers-class */
import { expect, it } from 'vitest'
import { PlainHeaders } from '../../../mock-sts/http/plain-headers.ts'

const received: [string, string][] = [
  ['Host', 'localhost:8080'],
  ['DPoP', 'eyJ.eyJ.sig'],
  ['Accept', 'application/json'],
  ['accept', 'text/html'],
  ['Set-Cookie', 'one=1'],
  ['set-cookie', 'two=2'],
]

const uses: Record<string, (headers: Headers) => unknown> = {
  'a name in any case': (headers) => [headers.get('dpop'), headers.get('DPoP'), headers.has('HOST')],
  'a name that is not there': (headers) => [headers.get('cookie'), headers.has('cookie')],
  'several values of a name': (headers) => headers.get('Accept'),
  'cookies, each by itself': (headers) => headers.getSetCookie(),
  'all, in the order of their names': (headers) => [...headers],
  'names and values': (headers) => [[...headers.keys()], [...headers.values()], [...headers.entries()]],
  'each of them': (headers) => {
    const seen: unknown[] = []
    headers.forEach((value, name, parent) => {
      seen.push([name, value, parent === headers])
    })
    return seen
  },
  'a value that is set': (headers) => {
    headers.set('ACCEPT', 'image/png')
    return [headers.get('accept'), [...headers].length]
  },
  'a value that is added': (headers) => {
    headers.append('host', 'second')
    return headers.get('host')
  },
  'a name that is deleted': (headers) => {
    headers.delete('Dpop')
    return [headers.has('dpop'), [...headers].length]
  },
}

it.each(Object.entries(uses))('reads and changes as a fetch Headers does: %s', (_, use) => {
  expect(use(new PlainHeaders(received))).toEqual(use(new Headers(received)))
})

it.each(['line\nbreak', 'carriage\rreturn', 'nul\0', 'beyond Latin-1: \u2019'])(
  'refuses a value that HTTP cannot carry, as a fetch Headers does: %j',
  (value) => {
    expect(() => new Headers().set('X-Value', value)).toThrow(TypeError)
    expect(() => new PlainHeaders([]).set('X-Value', value)).toThrow(TypeError)
    expect(() => new PlainHeaders([['X-Value', value]])).toThrow(TypeError)
  },
)

/** A request to an address that the twin does not serve is answered with addresses of the service that was meant, all of which exist. */
import { createHelseIdMock, type LogEvent } from 'helseid-mock'
import { describe, expect, it } from 'vitest'

describe('a 404 names addresses of the service that was meant', () => {
  it.each([
    // .NET base addresses without a final slash: http://localhost/selvbetjening/test, and http://localhost/selvbetjening.
    ['POST', '/selvbetjening/v1/client-secret', '/selvbetjening/test/v1/client-secret'],
    ['GET', '/v1/client', '/selvbetjening/test/v1/client'],
    ['GET', '/nhn-api/hello', '/nhn-api/test/hello'],
    ['POST', '/v3/create-test-token-with-key', '/ttt/v2/create-test-token-with-key'],
    ['POST', '//ttt/v2/create-test-token-with-key', '/ttt/v2/create-test-token-with-key'],
    ['GET', '/.well-known/openid-configuration', '/test/.well-known/openid-configuration'],
    ['GET', '/anything', '/test/.well-known/openid-configuration'],
  ])('%s %s is answered with the address %s', async (method, path, expected) => {
    const lines: LogEvent[] = []
    const twin = createHelseIdMock({ log: (event) => void lines.push(event) })
    const body = method === 'POST' ? '{}' : null
    const response = await twin.handle(new Request(`http://localhost${path}`, { method, body }))
    const { detail } = (await response.json()) as { detail: string }
    const named = /Try (.*?)\. /.exec(detail)?.[1]?.split(', ') ?? []
    expect([response.status, named]).toEqual([404, expect.arrayContaining([expected])])
    expect(JSON.stringify(lines)).toContain(expected)
    for (const address of named) {
      const again = await twin.handle(new Request(`http://localhost${address}`, { method, body }))
      expect([address, again.headers.get('content-type'), await again.text()]).not.toEqual([
        address,
        'application/problem+json',
        expect.stringContaining('Nothing is served at'),
      ])
    }
  })
})

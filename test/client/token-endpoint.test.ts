/** Where the client sends its assertion, which the metadata decides within limits. */
import type { HelseIdClientOptions } from 'helseid-client'
import { environments } from 'helseid-contract'
import { describe, expect, it } from 'vitest'
import { pair, thrown } from './pair.ts'

const real = environments.test1.issuer

/** A client whose issuer publishes this token endpoint, which accepts any assertion. */
function clientOf(issuer: string, endpoint: unknown, options: Partial<HelseIdClientOptions> = {}) {
  const instead = (request: Request) =>
    request.method === 'POST'
      ? Response.json({ access_token: 'x', token_type: 'DPoP', expires_in: 60 })
      : Response.json({ issuer, token_endpoint: endpoint })
  const own = issuer === real ? {} : { environment: undefined as never, issuer }
  const { client, sentRequests } = pair({ client: { ...own, ...options }, instead })
  return { client, posts: () => sentRequests.filter(({ method }) => method === 'POST').map(({ url }) => url) }
}

describe('the client sends no assertion to', () => {
  it.each<[string, string, unknown, RegExp]>([
    ['another host in an environment', real, 'https://evil.example/connect/token', /must have the issuer's origin/],
    ['another port in an environment', real, `${real}:8443/connect/token`, /must have the issuer's origin/],
    ['a subdomain of the issuer', real, 'https://x.helseid-sts.test.nhn.no/t', /must have the issuer's origin/],
    ['a name that starts with the issuer', real, `${real}.evil.example/t`, /must have the issuer's origin/],
    ['a user at another host', real, `${real}@evil.example/t`, /must have the issuer's origin/],
    ['plain HTTP for an issuer on HTTPS', 'https://sts.example', 'http://sts.example/t', /must be an https URL/],
    ['this machine for an issuer on HTTPS', 'https://sts.example', 'http://localhost/t', /must be an https URL/],
    ['another scheme', 'http://localhost:8080/test', 'ftp://localhost/t', /must be an https URL/],
    ['plain HTTP elsewhere for a twin', 'http://twin:8080/test', 'http://evil.example/t', /set allowPlainHttp/],
    ['HelseID on plain HTTP', 'http://twin:8080/test', 'http://helseid-sts.nhn.no/t', /never uses plain HTTP/],
    ['a path without a host', real, '/connect/token', /is not a URL/],
    ['a number', real, 7, /is not a URL|token_endpoint/],
  ])('%s', async (_, issuer, endpoint, message) => {
    const { client, posts } = clientOf(issuer, endpoint)
    const error = await thrown(client.getToken())
    expect(error).toMatchObject({ code: 'discovery_failed', message: expect.stringMatching(message) })
    expect(posts()).toEqual([])
  })

  it('HelseID if its token endpoint is on plain HTTP, even with allowPlainHttp', async () => {
    const options = { allowPlainHttp: true }
    const { client, posts } = clientOf('http://twin:8080/test', 'http://helseid-sts.nhn.no/t', options)
    expect(await thrown(client.getToken())).toMatchObject({ code: 'discovery_failed' })
    expect(posts()).toEqual([])
  })
})

describe('the client sends its assertion to', () => {
  it.each<[string, string, string, Partial<HelseIdClientOptions>?]>([
    ['any path of the issuer’s origin', real, `${real}/elsewhere`],
    ['another host on HTTPS for a custom issuer', 'https://sts.example', 'https://tokens.example/t'],
    ['a container for a twin', 'http://twin:8080/test', 'http://twin:8080/test/connect/token'],
    ['plain HTTP elsewhere with allowPlainHttp', 'http://twin:8080', 'http://sts.example/t', { allowPlainHttp: true }],
  ])('%s', async (_, issuer, endpoint, options) => {
    const { client, posts } = clientOf(issuer, endpoint, options)
    await client.getToken()
    expect(posts()).toEqual([endpoint])
  })
})

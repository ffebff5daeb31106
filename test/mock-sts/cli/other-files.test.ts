/** `serve --config` with a file that is not a configuration: one sentence says what it is; only close names are suggested. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicJwk } from 'helseid-contract/rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import { apiProblems, clientProblems, configProblems } from '../../../mock-sts/config/problems.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

afterEach(() => vi.restoreAllMocks())

const rsa = { kty: 'RSA', n: 'AQAB', e: 'AQAB' }

it.each<[string, unknown, string]>([
  ['a public RSA JWK', rsa, 'this is a JWK (kty, n, e), not a configuration: register its public key in the jwks'],
  ['an EC JWK', publicJwk(keyRing.registered), 'this is a JWK (kty, '],
  ['a private JWK', keyRing.ec384, 'this is a JWK (kty, crv, x, y, d'],
  ['a JWKS', { keys: [rsa] }, 'this is a JWKS (keys), not a configuration'],
  [
    'a client',
    { clientId: 'c', scopes: [], sts: 'test' },
    'this is a client (clientId), not a configuration: put it into {"clients": […]}',
  ],
  ['an API', { audience: 'nhn:msh' }, 'this is an API (audience), not a configuration: put it into {"apis": […]}'],
  ['a list', [{ clientId: 'c' }], 'this is a list, not a configuration'],
  [
    'a package.json',
    { name: 'x', version: '1', scripts: {}, dependencies: {}, engines: {}, license: 'MIT' },
    'this is not a configuration: none of its members is a setting ("name", "version", "scripts", "dependencies", "engines" and 1 more)',
  ],
])('%s is named for what it is, in one line', async (_, content, message) => {
  const path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'x.json')
  writeFileSync(path, JSON.stringify(content))
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(['serve', '--config', path])).toBe(2)
  const lines = error.mock.calls.map(([line]) => String(line))
  expect(lines).toEqual([expect.stringContaining(`helseid-mock: ${path}: ${message}`)])
  expect(lines[0]).not.toContain('did you mean')
  expect(lines[0]).not.toContain(keyRing.ec384.d)
})

it.each([
  [[rsa], 'is a list: write {"keys": […]}'],
  [rsa, 'is a single key: write {"keys": [{…}]}'],
])('a jwks that is not a JWKS has a problem that says how to write it: %j', (jwks, problem) => {
  const client = { clientId: 'c', scopes: [], jwks }
  expect(configProblems({ clients: [client] })).toEqual([`/clients/0/jwks ${problem}`])
  expect(clientProblems(client)).toEqual([`/jwks ${problem}`])
})

describe('a suggestion', () => {
  const suggested = (name: string) =>
    configProblems({ port: 1, [name]: 1 })
      .join()
      .split('; ')[1]
  it.each([
    ['clents', 'clients'],
    ['Clients', 'clients'],
    ['client', 'clients'],
    ['prot', 'port'],
    ['hots', 'host'],
    ['issuers', 'issuer'],
    ['journal-limit', 'journalLimit'],
    ['controltoken', 'controlToken'],
  ])('is made for a close name: %s', (name, known) => {
    expect(suggested(name)).toBe(`did you mean "${known}"?`)
  })

  it.each(['n', 'e', 'd', 'kty', 'kid', 'alg', 'use', 'name', 'type', 'keys', 'main', 'path', 'scope'])(
    'is not made for a name that only looks a little alike: %s',
    (name) => {
      expect(suggested(name)).toBeUndefined()
    },
  )

  it('is made in other places by the same rule', () => {
    expect(apiProblems({ audience: 'a', tokenLifetme: 1 }).join()).toContain('did you mean "tokenLifetime"?')
    expect(apiProblems({ audience: 'a', kty: 1 }).join()).not.toContain('did you mean')
  })
})

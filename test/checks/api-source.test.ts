/** The issuer of `check api`: its own twin, over TLS or under another name, or a running twin. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ApiTarget } from '../../mock-sts/checks/api/caller.ts'
import { apiSource } from '../../mock-sts/cli/check/api-source.ts'
import { createApiStarter } from '../../mock-sts/cli/check/api-starter.ts'

const real = { test: 'https://helseid-sts.test.nhn.no', prod: 'https://helseid-sts.nhn.no' }

describe('the tokens of check api', () => {
  it.each([
    [real.test, real.prod],
    [real.prod, real.test],
    ['http://twin.example:8099/test', 'http://twin.example:8099/prod'],
    ['http://twin.example:8099/prod', 'http://twin.example:8099/test'],
  ])('have the issuer %s that --issuer names, and those of another environment %s', async (issuer, other) => {
    await using source = await apiSource({ port: '0', issuer })
    const { accessToken } = await source.mint({ audience: 'nhn:example' })
    expect([decodeJwt(accessToken).iss, source.issuer, source.otherIssuer]).toEqual([issuer, issuer, other])
  })

  it('have the issuer of the real hostname at which --twin is reached', async () => {
    await using source = await apiSource({ twin: `${real.test}/` })
    expect([source.issuer, source.otherIssuer]).toEqual([real.test, real.prod])
  })

  it('have the issuer of the session that --twin names', async () => {
    await using source = await apiSource({ twin: 'http://localhost:8080/s/one' })
    expect(source.issuer).toBe('http://localhost:8080/s/one/test')
  })
})

it('with --tls the API gets a file with the certificate to trust, which is removed at the end', async () => {
  let path = ''
  {
    await using source = await apiSource({ port: '0', tls: true })
    path = String(source.caFile)
    expect(source.issuer).toMatch(/^https:\/\/localhost:\d+\/test$/)
    expect(readFileSync(path, 'utf8')).toContain('BEGIN CERTIFICATE')
  }
  expect(existsSync(path)).toBe(false)
})

it.each<[object, string]>([
  [{ port: '0', tlsCa: 'ca' }, '--tls-ca needs --tls'],
  [{ port: '0', tlsName: 'twin' }, '--tls-name needs --tls'],
  [{ port: '0', jwksRefresh: '300' }, '--jwks-refresh needs --keys'],
  [{ twin: 'http://localhost:8080', jwksCache: '0' }, '--jwks-cache needs --keys'],
  [{ port: '0', tls: true, tlsCa: 'no-such-folder' }, 'helseid-mock ca create'],
  [{ port: '0', issuer: 'https://idp.example/other' }, '--issuer must be an issuer of HelseID'],
  [{ port: '0', issuer: 'here' }, '--issuer must be a URL'],
  [{ twin: 'http://localhost:8080', tls: true }, '--tls is for the check’s own twin'],
  [{ twin: 'http://localhost:8080', issuer: real.test }, '--issuer is for the check’s own twin'],
])('%o is refused, and the message says what to change', async (flags, message) => {
  await expect(apiSource(flags as never)).rejects.toThrow(message)
})

describe('an API that ends by itself', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each([
    ['echo no keys; exit 3', 'The API ended by itself with 3:\nno keys\n'],
    ['exit 1', 'The API ended by itself with 1 and printed nothing'],
  ])('is seen to have ended, and its output is printed: %s', async (command, message) => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await using source = await apiSource({ port: '0' })
    const target = { url: 'http://127.0.0.1:1/', audience: 'a', scope: 'a/b' } as ApiTarget
    {
      await using api = await createApiStarter(command, source, target)()
      while (!api.hasEnded?.()) await pause(10)
    }
    expect(error.mock.lastCall?.[0]).toBe(message)
  })
})

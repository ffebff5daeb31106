/** Scenarios that delay a response: the delay ends when the caller hangs up. */
import { createHelseIdMock } from 'helseid-mock'
import { afterEach, expect, it, vi } from 'vitest'

const origin = 'http://localhost'

afterEach(() => {
  vi.useRealTimers()
})

it.each([
  ['slow-answer', 'POST', '/test/connect/token'],
  ['jwks-slow', 'GET', '/test/.well-known/openid-configuration/jwks'],
  ['api-slow-answer', 'GET', '/nhn-api/test/hello'],
])('%s: no timer is left when the caller hangs up', async (scenario, method, path) => {
  const twin = createHelseIdMock()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const caller = new AbortController()
  const headers = { 'x-helseid-mock-scenario': `${scenario};seconds=60` }
  const request = new Request(origin + path, { method, headers, signal: caller.signal })
  const handled = twin.handle(request)
  while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
  caller.abort()
  expect(vi.getTimerCount()).toBe(0)
  await handled
})

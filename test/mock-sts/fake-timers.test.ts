/** Every face of the twin answers while Vitest's fake timers hold all timers still. */
import { createHelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import { createHelseIdMock as createMswMock } from 'helseid-mock/msw'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { demoClient } from './demo/demo-client.ts'

const { clientId, privateJwk, registration, scope } = demoClient
const options = { clients: [registration] }

beforeEach(() => void vi.useFakeTimers({ now: Date.now() }))
afterEach(() => void vi.useRealTimers())

async function expectToken(to: Pick<HelseIdClientOptions, 'environment' | 'issuer' | 'fetch'>): Promise<void> {
  const client = createHelseIdClient({ ...to, clientId, key: privateJwk, scopes: [scope] } as HelseIdClientOptions)
  expect(await client.getToken()).toMatchObject({ tokenType: 'DPoP', scope })
}

it('a twin in this process issues a token under fake timers', async () => {
  const { fetch } = createHelseIdMock(options)
  await expectToken({ environment: 'test1', fetch })
})

it('a twin behind msw issues a token under fake timers', async () => {
  const server = setupServer(...createMswMock(options).handlers)
  server.listen()
  try {
    await expectToken({ environment: 'test1' })
  } finally {
    server.close()
  }
})

it('a twin on a port issues a token under fake timers', async () => {
  await using sts = await startMockSts({ port: 0, ...options })
  await expectToken({ issuer: sts.issuer('test') })
})

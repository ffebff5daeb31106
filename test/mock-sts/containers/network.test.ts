/** A started container leaves its network and comes back under all its names. */
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { afterEach, expect, it, vi } from 'vitest'
import { engine, newEngine } from './fake-engine.ts'

vi.mock('testcontainers', async (original) => (await import('./fake-engine.ts')).fakeTestcontainers(original as never))

afterEach(() => {
  vi.restoreAllMocks()
})

const networkCalls = () => engine.calls.filter(([name]) => name === 'disconnect' || name === 'connect')
const left = (name: string) => ['disconnect', name, { Container: 'id', Force: true }]

it('disconnects the twin from its network and connects it again with all its aliases', async () => {
  newEngine({ networks: ['net'] })
  const twin = await new HelseIdMockContainer('helseid-mock').withNetworkAliases('helseid-mock', 'sts').start()
  await twin.disconnectFromNetwork()
  await twin.connectToNetwork()
  expect(networkCalls()).toEqual([left('net'), ['connect', 'net', ['helseid-mock', 'sts']]])
})

it('connects to the default network without aliases, which that network refuses', async () => {
  newEngine({ networks: ['bridge', 'net'] })
  const twin = await new HelseIdMockContainer('helseid-mock').withNetworkAliases('helseid-mock').start()
  await twin.disconnectFromNetwork()
  await twin.connectToNetwork()
  expect(networkCalls()).toEqual([
    left('bridge'),
    left('net'),
    ['connect', 'bridge', []],
    ['connect', 'net', ['helseid-mock']],
  ])
})

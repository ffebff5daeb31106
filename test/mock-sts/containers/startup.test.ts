/** How a container starts: on which port, and what its error says if it does not. */
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { engine, newEngine, printAndEnd } from './fake-engine.ts'

vi.mock('testcontainers', async (original) => (await import('./fake-engine.ts')).fakeTestcontainers(original as never))

beforeEach(() => newEngine())
afterEach(() => {
  vi.restoreAllMocks()
})

const container = () => new HelseIdMockContainer('helseid-mock')
const createdPorts = () => engine.calls.filter(([name]) => name === 'create').map(([, ports]) => ports)
const removed = ['remove', { force: true, v: true }]

describe('the port of the host', () => {
  it('is fixed, because the engine changes any other when the container restarts', async () => {
    const started = await container().start()
    const port = expect.stringMatching(/^[1-9]\d{3,4}$/)
    expect(createdPorts()).toEqual([{ '8080/tcp': [{ HostPort: port }] }])
    expect(started.getOrigin()).toBe(`http://localhost:${started.getMappedPort(8080)}`)
  })

  it('is the one that withExposedPorts gives', async () => {
    const started = await container().withExposedPorts({ container: 8080, host: 9000 }).start()
    expect(started.getIssuer()).toBe('http://localhost:9000/test')
  })

  it('is another one if a process has taken the first, and the container that had it is removed', async () => {
    engine.run = async () => {
      engine.run = async () => undefined
      throw new Error(
        'driver failed programming external connectivity: Bind for 0.0.0.0:49153 failed: port is already allocated',
      )
    }
    await container().start()
    const [first, second, ...more] = createdPorts()
    expect(more).toEqual([])
    expect(second).not.toEqual(first)
    expect(engine.calls.filter(([name]) => name === 'remove')).toEqual([removed])
  })

  it('is tried once if it was given', async () => {
    engine.run = async () => {
      throw new Error('port is already allocated')
    }
    const given = container().withExposedPorts({ container: 8080, host: 9000 })
    await expect(given.start()).rejects.toThrow('port is already allocated')
    expect(createdPorts()).toHaveLength(1)
  })
})

describe('a container that does not start', () => {
  const reason = 'helseid-mock: /data has the data of a newer version'

  it('is removed as soon as it ends, and the error has its log', async () => {
    engine.run = async () => {
      await printAndEnd(`${reason}\n`)
      // The engine waits for ports until the container is gone.
      await expect.poll(() => engine.calls).toContainEqual(removed)
      throw new Error('no such container')
    }
    await expect(container().start()).rejects.toThrow(
      `the twin did not start: no such container. The end of its log:\n${reason}`,
    )
  })

  it('has its log in the error if it is not ready in time', async () => {
    engine.run = async () => {
      engine.output.write('{"message":"it waits"}\n')
      await new Promise((resolve) => setImmediate(resolve))
      throw new Error('Log message not received after 60000ms')
    }
    await expect(container().start()).rejects.toThrow(/not received after 60000ms. .*log:\n{"message":"it waits"}$/)
    expect(engine.calls).toContainEqual(removed)
  })

  it('has the last 16 KiB of a long log in the error', async () => {
    engine.run = async () => {
      await printAndEnd(`first line\n${'x'.repeat(20_000)}\n${reason}\n`)
      throw new Error('no such container')
    }
    const { message } = (await container()
      .start()
      .catch((error) => error)) as Error
    expect(message).toContain(reason)
    expect(message).not.toContain('first line')
    expect(message.length).toBeLessThan(17_000)
  })

  it('is an error even if it was ready before it ended', async () => {
    engine.run = () => printAndEnd('{"ready":true}\n')
    await expect(container().start()).rejects.toThrow('the container ended as soon as it was ready')
  })

  it('throws the engine’s error as it is if the container printed nothing', async () => {
    const error = new Error('no space left on device')
    engine.run = async () => {
      throw error
    }
    await expect(container().start()).rejects.toBe(error)
    expect(engine.calls).toContainEqual(removed)
  })
})

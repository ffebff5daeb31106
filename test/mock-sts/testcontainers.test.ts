/** What the testcontainers module passes to its container, without a container engine. */
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterEach, expect, it, vi } from 'vitest'

class Seen extends HelseIdMockContainer {
  get seen() {
    return this.environment
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

it('sets no random control token if the container reads one from a file, because the twin refuses both', async () => {
  vi.spyOn(GenericContainer.prototype, 'start').mockResolvedValue({} as StartedTestContainer)
  const container = new Seen('helseid-mock')
  container.withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN_FILE: '/run/secrets/token' })
  const started = await container.start()
  expect(container.seen).not.toHaveProperty('HELSEID_MOCK_CONTROL_TOKEN')
  expect(() => started.controlToken).toThrow(/HELSEID_MOCK_CONTROL_TOKEN_FILE.*withControlToken instead/)
  const other = new Seen('helseid-mock')
  const { controlToken } = await other.start()
  expect(other.seen).toMatchObject({ HELSEID_MOCK_CONTROL_TOKEN: controlToken })
})

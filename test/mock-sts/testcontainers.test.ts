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

it.each<[string, (container: Seen) => unknown]>([
  ['withControlToken', (container) => container.withControlToken('a-control-token')],
  [
    'HELSEID_MOCK_CONTROL_TOKEN',
    (container) => container.withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN: 'a-token-too' }),
  ],
  ['withConfig({ controlToken })', (container) => container.withConfig({ controlToken: 'a-control-token' })],
])(
  'reports a control token from both %s and a file before it starts, because the twin refuses both',
  async (from, give) => {
    const started = vi.spyOn(GenericContainer.prototype, 'start').mockResolvedValue({} as StartedTestContainer)
    const container = new Seen('helseid-mock')
    container.withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN_FILE: '/run/secrets/token' })
    give(container)
    await expect(container.start()).rejects.toThrow(
      `${from} and HELSEID_MOCK_CONTROL_TOKEN_FILE both set the control token, and the twin accepts only one: remove one of them`,
    )
    expect(started).not.toHaveBeenCalled()
  },
)

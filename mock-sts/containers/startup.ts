/** One attempt to start a container: what it printed, and its removal if it fails. */
import { getContainerRuntimeClient } from 'testcontainers'
import { copySettings, type SettingsFiles } from './settings-files.ts'

type Client = Awaited<ReturnType<typeof getContainerRuntimeClient>>
type Container = ReturnType<Client['container']['getById']>

/** Characters of the output that an error repeats. */
const outputLimit = 16_384

/** A port of the host that another process has taken since it was chosen. */
const portTaken = /port is already allocated|address already in use|ports are not available/i

export function isPortTaken(error: unknown): boolean {
  return portTaken.test(String((error as Error | undefined)?.message))
}

export interface Startup {
  /** To be called when the container exists and before it starts: copies the settings, and reads the output from the first line. */
  created(id: string, files: SettingsFiles): Promise<void>
  /** True if the container has ended by itself. */
  readonly ended: boolean
  /** Removes the container, and returns the error to throw: `cause`, with the end of the container's output if there is any. */
  failure(cause: unknown): Promise<unknown>
  /** Stops reading. */
  close(): void
}

export function createStartup(): Startup {
  let container: Container | undefined
  let output: Awaited<ReturnType<Client['container']['attach']>> | undefined
  let text = ''
  let ended = false
  let removal: Promise<void> | undefined
  const removed = () => {
    removal ??= container === undefined ? Promise.resolve() : remove(container)
    return removal
  }
  return {
    async created(id, files) {
      const client = await getContainerRuntimeClient()
      container = client.container.getById(id)
      await copySettings(client, container, files)
      output = await client.container.attach(container)
      output.on('data', (chunk) => {
        text = (text + chunk).slice(-outputLimit)
      })
      output.on('end', () => {
        ended = true
        // Without it, testcontainers waits ten seconds for the ports of a container that has ended. `failure` throws its error.
        removed().catch(() => {})
      })
    },
    get ended() {
      return ended
    },
    async failure(cause) {
      await removed()
      const lines = text.trim()
      if (lines === '') return cause
      const { message } = cause as Error
      return new Error(`the twin did not start: ${message}. The end of its log:\n${lines}`, { cause })
    },
    close() {
      output?.removeAllListeners('end')
      output?.destroy()
    },
  }
}

/** Removes a container that may be gone already, or on its way. */
async function remove(container: Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    if (statusCode !== 404 && statusCode !== 409) throw error
  }
}

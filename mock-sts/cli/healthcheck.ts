/** `helseid-mock healthcheck`: asks a running twin whether it is ready; for containers, which have no curl. */
import type { CliCommand } from './command.ts'
import { configureSettings, readSettings } from './settings.ts'

/** How long the twin has to answer, in milliseconds. */
const patience = 2000

export const healthcheck: CliCommand = {
  configure: configureSettings,
  async run(flags) {
    const { port = 8080 } = await readSettings(flags, process.env)
    const address = `http://localhost:${port}/readyz`
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(patience) })
      if (response.ok) return 0
      console.error(`${address} answered ${response.status}`)
    } catch (error) {
      const { message, cause } = error as Error
      console.error(`${address} did not answer: ${cause instanceof Error ? cause.message : message}`)
    }
    return 1
  },
}

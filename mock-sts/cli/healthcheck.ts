/** `helseid-mock healthcheck`: checks whether the twin on this machine is ready; for containers without curl. */
import type { CliCommand } from './command.ts'
import { configureSettings } from './find-settings.ts'
import { localTwin } from './local-twin.ts'
import { tlsProblem } from './unreachable.ts'

/** How long the twin may take to answer, in milliseconds. */
const timeout = 2000

export const healthcheck: CliCommand = {
  configure: configureSettings,
  async run(flags) {
    const address = `${await localTwin(flags)}/readyz`
    try {
      const status = await fetchStatus(address)
      if (status === 200) return 0
      console.error(`${address} answered ${status}`)
    } catch (error) {
      const cause = error as NodeJS.ErrnoException
      console.error(tlsProblem(address, cause) ?? `${address} did not answer: ${cause.message || cause.code}`)
    }
    return 1
  },
}

/** Connects to this machine only, so the certificate is not verified. */
async function fetchStatus(address: string): Promise<number | undefined> {
  const { get } = address.startsWith('https:') ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const request = get(address, { timeout, rejectUnauthorized: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('timeout', () => request.destroy(new Error(`timed out after ${timeout} ms`)))
    request.on('error', reject)
  })
}

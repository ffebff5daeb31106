/** Talks to the control plane of a running twin, on behalf of a command. */
import type { Command } from 'commander'
import { UsageError } from './usage-error.ts'

export interface ControlClient {
  /** @throws {UsageError} when the twin cannot be reached, or refuses */
  get(path: string): Promise<unknown>
  /** @throws {UsageError} when the twin cannot be reached, or refuses */
  post(path: string, body: unknown): Promise<unknown>
}

const variable = 'HELSEID_MOCK_CONTROL_TOKEN'

export function configureControl(command: Command): Command {
  return command.option('--control-token <token>', `the twin’s control token, if it has one [${variable}]`)
}

/** `twin`: any address of it. */
export function controlClient(twin: string, options: Readonly<Record<string, unknown>>): ControlClient {
  const token = options.controlToken ?? process.env[variable]
  const ask = async (path: string, init: RequestInit = {}) => {
    const address = new URL(`/_mock/${path}`, twin)
    const headers = { ...init.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    const response = await fetch(address, { ...init, headers }).catch((cause) => {
      throw new UsageError(`${twin} cannot be reached: is the twin running? Start it with helseid-mock serve`, {
        cause,
      })
    })
    if (response.ok) return response.json()
    const hint = response.status === 401 ? `: give its control token with --control-token or ${variable}` : ''
    throw new UsageError(`${address.href} answered ${response.status}${hint || `: ${await response.text()}`}`)
  }
  return {
    get: (path) => ask(path),
    post: (path, body) =>
      ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }
}

/** Starts the API under check by its command, where nobody else answers at its address: what is judged is what was started. */
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ApiTarget } from '../../checks/api/caller.ts'
import { runCommand } from '../../checks/process-group.ts'
import { UsageError } from '../usage-error.ts'

/** How long the port may stay taken after the end of an API, in milliseconds: its processes end one after the other. */
const release = 5000

/** How long a connection may take, in milliseconds: nobody listens on this machine who does not accept at once. */
const connectLimit = 1000

/** Each call starts it once more, after the one before has ended. @throws {UsageError} where something else listens at its address */
export function createApiStarter(command: string, issuer: string, target: ApiTarget): () => Promise<AsyncDisposable> {
  let hasRun = false
  return async () => {
    await requireFree(target, hasRun)
    hasRun = true
    return startApi(command, issuer, target)
  }
}

async function requireFree({ url }: ApiTarget, hasRun: boolean): Promise<void> {
  const until = performance.now() + (hasRun ? release : 0)
  while (await isTaken(url)) {
    if (performance.now() < until) await pause(100)
    else throw new UsageError(hasRun ? stillListening(url) : alreadyListening(url))
  }
}

function alreadyListening(url: string): string {
  return `--command: something listens at ${new URL(url).host} already, and would be judged in place of what the command starts: end it, or leave out --command to judge it as it is`
}

function stillListening(url: string): string {
  return `--command: what it started still listens at ${new URL(url).host} when the command has ended, and cannot be started anew: give a command that stays in the foreground, and ends with what it started`
}

function isTaken(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url)
  const usualPort = protocol === 'https:' ? 443 : 80
  return new Promise((resolve) => {
    // An address of IPv6 has brackets in a URL only.
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = connect({ host, port: port === '' ? usualPort : Number(port), timeout: connectLimit })
    const settle = (taken: boolean) => () => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  })
}

function startApi(command: string, issuer: string, { audience, scope }: ApiTarget): AsyncDisposable {
  const stop = new AbortController()
  const env = { HELSEID_ISSUER: issuer, HELSEID_AUDIENCE: audience, HELSEID_SCOPE: scope }
  const ended = runCommand(command, { env, signal: stop.signal })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      const { code, output } = await ended
      if (code !== undefined && code > 0 && code < 128)
        console.error(`The API ended with ${code}:\n${output.slice(-2000)}`)
    },
  }
}

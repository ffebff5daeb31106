/** Starts the API under check by its command, after making sure that nothing else listens on its address. */
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ApiTarget } from '../../checks/api/caller.ts'
import type { StartedApi } from '../../checks/api/cold-start-rows.ts'
import { runCommand } from '../../checks/process-group.ts'
import { UsageError } from '../usage-error.ts'
import type { ApiSource } from './api-source.ts'

/** How long the port may stay in use after the API has ended, in milliseconds: its processes end one after the other. */
const release = 5000

/** How long a connection may take, in milliseconds. A listener on this machine accepts at once. */
const connectLimit = 1000

/** Each call starts the API again, after the previous one has ended. @throws {UsageError} if something else listens on its address */
export function createApiStarter(command: string, source: ApiSource, target: ApiTarget): () => Promise<StartedApi> {
  let hasRun = false
  return async () => {
    await requireFree(target, hasRun)
    hasRun = true
    return startApi(command, source, target)
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
  return `--command: another process already listens on ${new URL(url).host} and would be checked instead of the API that the command starts: stop it, or omit --command to check it as it is`
}

function stillListening(url: string): string {
  return `--command: the API still listens on ${new URL(url).host} after the command has ended, so it cannot be restarted: use a command that stays in the foreground and stops everything it started`
}

function isTaken(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url)
  const usualPort = protocol === 'https:' ? 443 : 80
  return new Promise((resolve) => {
    // Only a URL puts brackets around an IPv6 address.
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = connect({ host, port: port === '' ? usualPort : Number(port), timeout: connectLimit })
    const settle = (taken: boolean) => () => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  })
}

function startApi(command: string, { issuer, caFile }: ApiSource, { audience, scope }: ApiTarget): StartedApi {
  const stop = new AbortController()
  const env = {
    HELSEID_ISSUER: issuer,
    HELSEID_AUDIENCE: audience,
    HELSEID_SCOPE: scope,
    ...(caFile !== undefined && { HELSEID_CA_FILE: caFile }),
  }
  let hasEnded = false
  const ended = runCommand(command, { env, signal: stop.signal }).finally(() => {
    hasEnded = true
  })
  return {
    hasEnded: () => hasEnded,
    async [Symbol.asyncDispose]() {
      const wasStopped = !hasEnded
      stop.abort()
      const { code, output } = await ended
      if (code !== undefined && code > 0 && code < 128)
        console.error(`The API ended ${wasStopped ? '' : 'by itself '}with ${code}${printed(output)}`)
    },
  }
}

function printed(output: string): string {
  return output.trim() === '' ? ' and printed nothing' : `:\n${output.slice(-2000)}`
}

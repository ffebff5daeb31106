/** Why the twin could not start, in one line that says what to change. */
import { get } from 'node:http'
import { get as getOverTls } from 'node:https'
import { text } from 'node:stream/consumers'
import { defaults } from '../config/options.ts'
import { CannotStore } from '../store/cannot-store.ts'
import type { ServeSettings } from './settings.ts'
import { UsageError } from './usage-error.ts'

/** How long the program on a port may take to say what it is, in milliseconds. A twin on a busy machine needs more than a second. */
const timeout = 3000

const notAnAddress: readonly unknown[] = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EINVAL', 'EAI_AGAIN', 'EAFNOSUPPORT']

/** A usage error if the user can fix it; otherwise the error itself. */
export async function startFailure(error: unknown, settings: ServeSettings): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException
  const { port = defaults.port, host } = settings
  if (code === 'EADDRINUSE') {
    const user = await userOf(port, settings)
    return new UsageError(`port ${port} is in use by ${user}, or choose another port with --port (0 picks a free one)`)
  }
  if (code === 'EACCES' || code === 'EPERM')
    return new UsageError(`no permission to listen on port ${port}: choose a port above 1023 with --port`)
  if (notAnAddress.includes(code))
    return new UsageError(`host ${host} (--host, HELSEID_MOCK_HOST) is not an address of this machine${hint(host)}`)
  if (error instanceof TypeError || error instanceof CannotStore) return new UsageError(error.message, { cause: error })
  return error
}

/** What to write instead of other usual notations of an address. */
function hint(host = ''): string {
  if (host === '*' || host === '+') return ': write 0.0.0.0 for all of them'
  if (/^\w+:\/\//.test(host)) return ': write it without a scheme; --tls serves HTTPS, and --port sets the port'
  if (/^\[.*\]$/.test(host)) return `: write ${host.slice(1, -1)} without brackets`
  return /^[^:]+:\d+$|\]:\d+$/.test(host) ? ': write it without the port, which --port sets' : ''
}

/** What listens on the port, and what to do about it. */
async function userOf(port: number, { host, tls = false }: ServeSettings): Promise<string> {
  // Both at once: a program that says nothing is waited for.
  const [isSame, isOther] = await Promise.all([tls, !tls].map((scheme) => isTwin(port, host, scheme)))
  if (isSame) return 'another twin: use that one, stop it'
  if (isOther)
    return tls
      ? 'another twin, which speaks plain HTTP: use that one without --tls, stop it'
      : 'another twin, which serves TLS: use that one with --tls, stop it'
  return `another program${which(port)}: stop it`
}

/** The command that lists the program on a port. */
function which(port: number): string {
  const command = process.platform === 'win32' ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`
  return ` (${command} shows which)`
}

/** Whether the program on the port has the metadata of a twin. */
async function isTwin(port: number, host: string | undefined, tls: boolean): Promise<boolean> {
  const hostname = host === undefined || ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  const signal = AbortSignal.timeout(timeout)
  const options = { hostname, port, path: '/test/.well-known/openid-configuration', signal, rejectUnauthorized: false }
  return new Promise((resolve) => {
    const request = (tls ? getOverTls : get)(options, (response) => {
      text(response).then(
        (body) => resolve(/"issuer":"[^"]*\/test"/.test(body) && body.includes('/test/connect/token"')),
        () => resolve(false),
      )
    })
    // Whatever it is, it is not a twin that can be used.
    request.on('error', () => resolve(false))
  })
}

/** Where the tokens of `check api` come from: a twin that it starts, or a running one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StsName } from 'helseid-contract'
import type { Mint } from '../../checks/api/caller.ts'
import type { ApiCheckOptions } from '../../checks/api/check-api.ts'
import { defaults } from '../../config/options.ts'
import { stsOfIssuer } from '../../context/address.ts'
import { type StartedTwin, startTwin } from '../../twin/start.ts'
import { controlClient } from '../control-client.ts'
import { otherIssuerOf } from '../other-issuer.ts'
import { parseNames, parsePort } from '../setting-parsers.ts'
import { startFailure } from '../start-failure.ts'
import { UsageError } from '../usage-error.ts'
import { requireAddress, whole } from './api-target.ts'

type Flags = Readonly<Record<string, unknown>>

/** The default port of the check's own twin. It is fixed, so that an API can be configured once to trust its issuer. */
export const defaultPort = 8099

export interface ApiSource extends AsyncDisposable {
  readonly issuer: string
  readonly otherIssuer: string
  readonly mint: Mint
  /** File with the certificate of the authority that the API must trust; absent without TLS. */
  readonly caFile?: string
  readonly keys?: NonNullable<ApiCheckOptions['keys']>
  readonly failing?: NonNullable<ApiCheckOptions['failing']>
}

/** @throws {UsageError} naming the flag to change */
export async function apiSource(flags: Flags): Promise<ApiSource> {
  const times = jwksTimes(flags)
  return flags.twin === undefined ? ownTwin({ ...flags, port: flags.port ?? defaultPort }, times) : runningTwin(flags)
}

async function ownTwin(flags: Flags, times: JwksTimes): Promise<ApiSource> {
  const given = givenIssuer(flags.issuer)
  const { sts } = given
  const twin = await started(flags)
  const issuer = given.issuer ?? twin.issuer(sts)
  const ca = twin.caCertificate === undefined ? undefined : caFile(twin.caCertificate)
  return {
    issuer,
    otherIssuer: otherIssuerOf(issuer),
    mint: (options) => twin.mint({ ...options, sts, issuer }),
    ...(ca !== undefined && { caFile: ca.path }),
    ...(flags.keys === true && keyChanges(twin, sts, times)),
    async [Symbol.asyncDispose]() {
      ca?.remove()
      await twin.close()
    },
  }
}

/** @throws {UsageError} for an issuer that names no STS */
function givenIssuer(issuer: unknown): { readonly issuer?: string; readonly sts: StsName } {
  if (issuer === undefined) return { sts: 'test' }
  requireAddress('--issuer', issuer, 'https://helseid-sts.test.nhn.no')
  const text = String(issuer).replace(/\/$/, '')
  const sts = stsOfIssuer(text)
  if (sts !== undefined) return { issuer: text, sts }
  throw new UsageError(
    '--issuer must be an issuer of HelseID such as https://helseid-sts.test.nhn.no, or end in the name of an STS: http://twin.example:8099/test',
  )
}

async function started({ port, host, tls, tlsCa, tlsName }: Flags): Promise<StartedTwin> {
  if (tls !== true && (tlsCa !== undefined || tlsName !== undefined))
    throw new UsageError(`${tlsCa === undefined ? '--tls-name' : '--tls-ca'} needs --tls`)
  const options = {
    port: parsePort(String(port), '--port'),
    ...(host !== undefined && { host: String(host) }),
    ...(tls === true && { tls: true }),
    ...(tlsCa !== undefined && { tlsCa: String(tlsCa) }),
    ...(tlsName !== undefined && { tlsNames: parseNames(String(tlsName)) }),
  }
  try {
    return await startTwin(options)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new UsageError(`--port: ${options.port} is in use; if a twin uses it, pass that twin with --twin`, {
        cause: error,
      })
    const { logFormat, demoClient } = defaults
    throw await startFailure(error, { ...options, logFormat, demoClient })
  }
}

/** The certificate in a file, until it is removed or this process ends. */
function caFile(certificate: string) {
  const folder = mkdtempSync(join(tmpdir(), 'helseid-check-'))
  const path = join(folder, 'ca.pem')
  writeFileSync(path, certificate)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // A signal may end the process before anything is disposed.
  process.once('exit', remove)
  return {
    path,
    remove() {
      process.off('exit', remove)
      remove()
    },
  }
}

type JwksTimes = Omit<NonNullable<ApiSource['keys']>, 'ring'>

/** @throws {UsageError} for times without `--keys`, which would have no effect */
function jwksTimes({ keys, jwksCache, jwksRefresh }: Flags): JwksTimes {
  const times = {
    ...(jwksCache !== undefined && { cacheTime: whole('--jwks-cache', jwksCache) }),
    ...(jwksRefresh !== undefined && { refresh: whole('--jwks-refresh', jwksRefresh) }),
  }
  if (keys === true || Object.keys(times).length === 0) return times
  throw new UsageError(`${jwksCache === undefined ? '--jwks-refresh' : '--jwks-cache'} needs --keys`)
}

function keyChanges(twin: StartedTwin, sts: StsName, times: JwksTimes): Pick<ApiSource, 'keys' | 'failing'> {
  return {
    keys: { ring: twin.keys(sts), ...times },
    failing: {
      use: (scenario, parameters) => twin.use(scenario, parameters && { parameters }),
      clear: () => twin.reset(),
      metadataRead: () => twin.requestsTo('metadata').length > 0,
    },
  }
}

/** The flags that describe the check's own twin. */
const ofOwnTwin = {
  port: '--port',
  issuer: '--issuer',
  tls: '--tls',
  tlsCa: '--tls-ca',
  tlsName: '--tls-name',
  host: '--host',
} as const

async function runningTwin({ twin, keys, ...flags }: Flags): Promise<ApiSource> {
  if (keys === true) throw new UsageError('--keys changes the keys of the twin, so it cannot be combined with --twin')
  const stray = Object.entries(ofOwnTwin).find(([name]) => flags[name] !== undefined)
  if (stray !== undefined)
    throw new UsageError(`${stray[1]} is for the check’s own twin, so it cannot be combined with --twin`)
  requireAddress('--twin', twin, 'http://localhost:8080')
  const origin = String(twin).replace(/\/$/, '')
  const control = controlClient(origin, flags)
  // At a real hostname the twin has that issuer, otherwise one below its origin.
  const sts = stsOfIssuer(origin)
  const issuer = sts === undefined ? `${origin}/test` : origin
  return {
    issuer,
    otherIssuer: otherIssuerOf(issuer),
    mint: (options) => control.mint({ ...options, ...(sts !== undefined && { sts }) }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

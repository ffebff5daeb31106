/** Starts a twin on a port. */
import { isLoopbackHost, type StsName, stsNames } from 'helseid-contract'
import { storedRegistrations } from '../clients/registration-records.ts'
import { registrationsFile } from '../clients/registrations-file.ts'
import { defaults, type MockOptions } from '../config/options.ts'
import { localIssuers } from '../context/address.ts'
import { listen } from '../http/server.ts'
import { createLimitLog } from '../journal/limit-log.ts'
import {
  dataDirEvent,
  hangUpEvent,
  type LogEvent,
  refusedConnectionEvent,
  serverFaultEvent,
  unknownNameEvent,
} from '../journal/log.ts'
import { createOnceAMinute } from '../journal/once-a-minute.ts'
import { generated } from '../keys/generate-key.ts'
import { type StoredKey, storedSigningKeys } from '../keys/key-records.ts'
import { createSessionKeys } from '../keys/session-keys.ts'
import { type SigningKey, signingKey } from '../keys/signing-keys.ts'
import { signingKeysFile } from '../keys/signing-keys-file.ts'
import { loadProvider } from '../provider/provider.ts'
import { type DataDir, openDataDir } from '../store/data-dir.ts'
import { createMemoryStore } from '../store/memory.ts'
import { readAuthority } from '../tls/authority-files.ts'
import type { Certificates } from '../tls/certificates.ts'
import { assembleTwin } from './assemble.ts'
import type { HelseIdMock } from './helse-id-mock.ts'

export interface StartOptions extends MockOptions {
  /** Port to listen on; 0 picks a free port. Default: 8080. */
  readonly port?: number
  /** Address to listen on. Default: both loopback addresses. */
  readonly host?: string
  /** Serves HTTPS for `localhost`, `tlsNames` and HelseID's real hostnames. Default: false. */
  readonly tls?: boolean
  /** Further DNS names and IP addresses for the certificate. */
  readonly tlsNames?: readonly string[]
  /** Folder of a CA created by `helseid-mock ca create`, or its certificate and key in PEM. Default: a temporary CA. */
  readonly tlsCa?: string
  /** Folder that keeps signing keys and registered clients across restarts. Default: everything is in memory. */
  readonly dataDir?: string
  /**
   * `demo`: the committed keys, which are public; `generated`: the twin's own keys. Default: `generated` if other machines can
   * reach the twin or there is a data directory, otherwise `demo`.
   */
  readonly signingKeys?: 'demo' | 'generated'
  /** Maximum number of open connections. Beyond it, the oldest that has not sent a request is closed. Default: 2,000. */
  readonly maxConnections?: number
}

export interface StartedMockSts extends HelseIdMock {
  /** For example `http://localhost:8080`. */
  readonly origin: string
  readonly port: number
  /** PEM of the CA certificate that clients must trust; absent without TLS. */
  readonly caCertificate?: string
}

/** A started twin, with what its command prints. */
export interface StartedTwin extends StartedMockSts {
  /** How many clients the data directory held at the start. */
  readonly loadedClients: number
}

/**
 * Starts a twin on a port of this machine. The options must be valid.
 * @throws {Error} with `code` `EADDRINUSE` if the port is taken
 */
export async function startTwin(options: StartOptions = {}): Promise<StartedTwin> {
  const certificates = options.tls ? await serverCertificates(options) : undefined
  const kind = signingKeysKind(options)
  const directory = options.dataDir === undefined ? undefined : await openStore(options.dataDir, kind, options)
  try {
    return await startWith(options, kind, directory, certificates)
  } catch (error) {
    await directory?.close()
    throw error
  }
}

async function startWith(
  options: StartOptions,
  kind: 'demo' | 'generated',
  directory: DataDir | undefined,
  certificates: Certificates | undefined,
): Promise<StartedTwin> {
  const { port: requestedPort = defaults.port, host, trustProxy } = options
  let issuers = localIssuers(options.issuer ?? `http://localhost:${requestedPort}`)
  const caCertificate = certificates?.authority
  const stored = directory && (await storedRegistrations(directory))
  const { now = Date.now } = options
  const storedKeys = kind === 'demo' ? undefined : directory && (await storedSigningKeys(directory, now()))
  const signingKeys = kind === 'demo' ? undefined : generatedOrStoredKeys(now, storedKeys)
  const log = (event: LogEvent) => options.log?.(event)
  const reached = createLimitLog(log, now)
  const sessionKeys = createSessionKeys(kind, now)
  const store = directory ?? createMemoryStore({ onUsesFull: () => reached('replay') })
  const { mock, serve } = assembleTwin(
    { ...options, ...(caCertificate && { caCertificate }) },
    {
      issuerOf: (sts) => issuers[sts],
      signingKeys,
      storedKeys,
      sessionKeys,
      store,
      stored,
      tlsNames: options.tlsNames,
      limitReached: reached,
    },
  )
  const onFirstSuccess = () => void loadProvider()
  const { maxConnections } = options
  const onceAMinute = createOnceAMinute(now)
  const onFull = () => reached('connections', maxConnections)
  const listening = await listen(serve, {
    port: requestedPort,
    host,
    certificates,
    trustProxy,
    maxConnections,
    onFull,
    onFirstSuccess,
    onRefused: (reason) => {
      if (onceAMinute(reason) !== undefined) log(refusedConnectionEvent(reason))
    },
    onHangUp: (request) => log(hangUpEvent(request)),
    onError: (error) => log(serverFaultEvent(error)),
  })
  issuers = localIssuers(options.issuer ?? listening.origin)
  const { origin, port } = listening
  const { close: endStreams } = mock
  let closed: Promise<void> | undefined
  const closeOnce = async () => {
    try {
      await endStreams()
      await listening.close()
    } finally {
      await directory?.close()
    }
  }
  const close = () => (closed ??= closeOnce())
  const loadedClients = new Set(stored?.clients.map(({ clientId }) => clientId)).size
  const more = {
    origin,
    port,
    loadedClients,
    close,
    ...(caCertificate && { caCertificate }),
    [Symbol.asyncDispose]: close,
  }
  return Object.assign(mock, more)
}

function signingKeysKind({ host, signingKeys, dataDir }: StartOptions): 'demo' | 'generated' {
  return signingKeys ?? (dataDir !== undefined || !isLoopback(host) ? 'generated' : 'demo')
}

/** With demo keys, the file of signing keys is neither read nor written. */
async function openStore(folder: string, signingKeys: 'demo' | 'generated', { log }: StartOptions): Promise<DataDir> {
  const registrations = registrationsFile(() => import('../config/problems.ts'))
  const onNote = (note: string) => log?.(dataDirEvent(note))
  return openDataDir(folder, signingKeys === 'demo' ? [registrations] : [registrations, signingKeysFile], { onNote })
}

/**
 * Stored keys are available before the twin serves. Other keys are generated while it starts; a request that needs one waits.
 */
function generatedOrStoredKeys(
  now: () => number,
  stored: Readonly<Record<StsName, readonly StoredKey[]>> | undefined,
): Record<StsName, Promise<SigningKey>> {
  const keyOf = async (sts: StsName) => stored?.[sts][0]?.key ?? signingKey(await generated(sts, now()))
  return Object.fromEntries(stsNames.map((sts) => [sts, keyOf(sts)])) as Record<StsName, Promise<SigningKey>>
}

/** Whether only this machine can reach a listening address. Default: both loopback addresses. */
export function isLoopback(host = 'localhost'): boolean {
  return isLoopbackHost(host)
}

async function serverCertificates({ tlsCa, tlsNames, now = Date.now, log }: StartOptions): Promise<Certificates> {
  // Load the X.509 library only if TLS needs it.
  const { createCertificates } = await import('../tls/certificates.ts')
  return createCertificates({
    names: tlsNames,
    authority: tlsCa === undefined ? undefined : readAuthority(tlsCa),
    now,
    onUnknownName: (name) => log?.(unknownNameEvent(name)),
  })
}

/** The issuers of a started twin, by STS. */
export function issuersOf(twin: HelseIdMock): Record<string, string> {
  return Object.fromEntries(stsNames.map((name) => [name, twin.issuer(name)]))
}

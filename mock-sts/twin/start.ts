/** Starts a twin on a port. */
import { isLoopbackHost, type StsName, stsNames } from 'helseid-contract'
import { storedRegistrations } from '../clients/registration-records.ts'
import { registrationsFile } from '../clients/registrations-file.ts'
import { defaults, type MockOptions } from '../config/options.ts'
import { localIssuers } from '../context/address.ts'
import { listen } from '../http/server.ts'
import { unknownNameEvent } from '../journal/log.ts'
import { generated } from '../keys/generate-key.ts'
import { storedSigningKeys } from '../keys/key-records.ts'
import { createSessionKeys } from '../keys/session-keys.ts'
import { type SigningKey, signingKey } from '../keys/signing-keys.ts'
import { signingKeysFile } from '../keys/signing-keys-file.ts'
import { openDataDir } from '../store/data-dir.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { readAuthority } from '../tls/authority-files.ts'
import type { Certificates } from '../tls/certificates.ts'
import { assembleTwin } from './assemble.ts'
import type { HelseIdMock } from './helse-id-mock.ts'

export interface StartOptions extends MockOptions {
  /** Port to listen on; 0 for any free one. Default: 8080. */
  readonly port?: number
  /** Address to listen on. Default: both loopback addresses. */
  readonly host?: string
  /** Serves HTTPS, for `localhost`, `tlsNames` and HelseID's real hostnames. Default: false. */
  readonly tls?: boolean
  readonly tlsNames?: readonly string[]
  /** Folder of an authority made by `helseid-mock ca create`, or its certificate and key in PEM. Default: a throw-away one. */
  readonly tlsCa?: string
  /** Folder where signing keys and registered clients outlive a restart. Default: everything is in memory. */
  readonly dataDir?: string
  /**
   * `demo`: the committed keys, which everybody knows; `generated`: keys of the twin's own. Default: `generated` where the twin can
   * be reached from other machines, and with a data directory.
   */
  readonly signingKeys?: 'demo' | 'generated'
}

export interface StartedMockSts extends HelseIdMock {
  /** For example `http://localhost:8080`. */
  readonly origin: string
  readonly port: number
  /** PEM of the authority that clients have to trust; absent without TLS. */
  readonly caCertificate?: string
}

/**
 * A twin on a port of this machine, of options that have been checked.
 * @throws {Error} with `code` `EADDRINUSE` when the port is taken
 */
export async function startTwin(options: StartOptions = {}): Promise<StartedMockSts> {
  const { port: requestedPort = defaults.port, host, trustProxy } = options
  let issuers = localIssuers(options.issuer ?? `http://localhost:${requestedPort}`)
  const certificates = options.tls ? await serverCertificates(options) : undefined
  const caCertificate = certificates?.authority
  const kind = signingKeysKind(options)
  const directory = options.dataDir === undefined ? undefined : await openStore(options.dataDir, kind)
  const stored = directory && (await storedRegistrations(directory))
  const signingKeys = kind === 'demo' ? undefined : await generatedOrStoredKeys(options, directory)
  const sessionKeys = createSessionKeys(kind, options.now ?? Date.now)
  const store = directory ?? createMemoryStore()
  const { mock } = assembleTwin(
    { ...options, ...(caCertificate && { caCertificate }) },
    { issuerOf: (sts) => issuers[sts], signingKeys, sessionKeys, store, stored },
  )
  const listening = await listen(mock.handle, { port: requestedPort, host, certificates, trustProxy })
  issuers = localIssuers(options.issuer ?? listening.origin)
  const { origin, port, close } = listening
  const more = { origin, port, close, ...(caCertificate && { caCertificate }), [Symbol.asyncDispose]: close }
  return Object.assign(mock, more)
}

function signingKeysKind({ host, signingKeys, dataDir }: StartOptions): 'demo' | 'generated' {
  return signingKeys ?? (dataDir !== undefined || !isLoopback(host) ? 'generated' : 'demo')
}

/** The demo keys are not kept: with them the file of keys is neither read nor written. */
async function openStore(folder: string, signingKeys: 'demo' | 'generated'): Promise<Store> {
  const registrations = registrationsFile(() => import('../config/problems.ts'))
  return openDataDir(folder, signingKeys === 'demo' ? [registrations] : [registrations, signingKeysFile])
}

/**
 * Those of a store are there before the twin serves; others are being made while it starts, and a request that needs one waits
 * for it.
 */
async function generatedOrStoredKeys(
  { now = Date.now }: StartOptions,
  store: Store | undefined,
): Promise<Record<StsName, Promise<SigningKey>>> {
  const stored = store && (await storedSigningKeys(store, now()))
  const keyOf = async (sts: StsName) => stored?.[sts] ?? signingKey(await generated(sts, now()))
  return Object.fromEntries(stsNames.map((sts) => [sts, keyOf(sts)])) as Record<StsName, Promise<SigningKey>>
}

/** Whether an address to listen on can be reached from this machine alone. Default: both loopback addresses. */
export function isLoopback(host = 'localhost'): boolean {
  return isLoopbackHost(host)
}

async function serverCertificates({ tlsCa, tlsNames, now = Date.now, log }: StartOptions): Promise<Certificates> {
  // The X.509 library is loaded only where there is TLS.
  const { createCertificates } = await import('../tls/certificates.ts')
  return createCertificates({
    names: tlsNames,
    authority: tlsCa === undefined ? undefined : readAuthority(tlsCa),
    now,
    onUnknownName: (name) => log?.(unknownNameEvent(name)),
  })
}

/** The issuers of a started twin by STS. */
export function issuersOf(twin: HelseIdMock): Record<string, string> {
  return Object.fromEntries(stsNames.map((name) => [name, twin.issuer(name)]))
}

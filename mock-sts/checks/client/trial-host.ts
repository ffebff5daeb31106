/** Where the trials are served: each in its own session of one twin, or each by its own twin at one of HelseID's real hostnames. */
import { realHostnames, type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import type { MockOptions } from '../../config/options.ts'
import type { HelseIdMock } from '../../twin/helse-id-mock.ts'
import { type StartOptions, startTwin } from '../../twin/start.ts'

/** The twin of one trial; it ends with the trial. */
export interface TrialTwin extends HelseIdMock {
  readonly origin: string
}

export interface TrialHost extends AsyncDisposable {
  /** The STS that the client calls. */
  readonly sts: StsName
  open(options: MockOptions): Promise<TrialTwin>
  /** The client's issuer, and the address below which the API is. */
  addresses(twin: TrialTwin): { readonly issuer: string; readonly api: string }
  /** PEM of the CA that the client must trust; absent without TLS. */
  readonly caCertificate?: string
}

export type HostOptions = Pick<StartOptions, 'port' | 'host' | 'tls' | 'tlsCa'> & {
  /** One of HelseID's own issuers, which the client reaches at this port under its real name. Default: an issuer of the twin. */
  readonly issuer?: string
}

/** @throws {TypeError} if `issuer` is not one of HelseID's */
export async function createTrialHost({ issuer, ...options }: HostOptions): Promise<TrialHost> {
  return issuer === undefined ? sessions(options) : realHostname(issuer, options)
}

async function sessions(options: StartOptions): Promise<TrialHost> {
  const twin = await startTwin({ port: 0, ...options })
  return {
    sts: 'test',
    open: (more) => twin.createSession(more),
    addresses: (session) => ({ issuer: session.issuer('test'), api: `${session.origin}/nhn-api/test` }),
    ...(twin.caCertificate !== undefined && { caCertificate: twin.caCertificate }),
    [Symbol.asyncDispose]: () => twin.close(),
  }
}

/** A real hostname has no room for a session's path, so one twin after the other listens on the port. */
async function realHostname(issuer: string, { tls, tlsCa, ...options }: StartOptions): Promise<TrialHost> {
  const sts = stsNames.find((name) => stsEnvironments[name].issuer === issuer)
  if (sts === undefined) {
    const known = stsNames.map((name) => stsEnvironments[name].issuer).join(', ')
    throw new TypeError(`the issuer must be one of ${known}`)
  }
  const authority = tls ? await authorityOf(tlsCa) : undefined
  const start = { port: tls ? 443 : 80, ...options, ...(authority && { tls: true, tlsCa: authority.pem }) }
  return {
    sts,
    open: (more) => startTwin({ ...start, ...more }),
    addresses: () => ({ issuer, api: `${issuer}/nhn-api/${sts}` }),
    ...(authority && { caCertificate: authority.certificate }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** The given CA, or a temporary one: it must be the same for every trial. */
async function authorityOf(tlsCa: string | undefined): Promise<{ readonly certificate: string; readonly pem: string }> {
  // Load the X.509 library only if TLS needs it.
  const { createAuthority } = await import('../../tls/authority.ts')
  const { readAuthority } = await import('../../tls/authority-files.ts')
  const { certificate, privateKey } =
    tlsCa === undefined
      ? await createAuthority({ names: ['localhost', ...realHostnames], now: Date.now() })
      : readAuthority(tlsCa)
  return { certificate, pem: `${certificate.trimEnd()}\n${privateKey}` }
}

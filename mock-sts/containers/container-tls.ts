/** The certificate authority of a twin in a container, and the names that it serves. */
import { realHostnames } from 'helseid-contract'
import { createAuthority } from '../tls/authority.ts'
import { readAuthority } from '../tls/authority-files.ts'
import { assertUsable } from '../tls/certificates.ts'
import type { ContainerConfig } from './container-config.ts'

/** Options of `withTls`. */
export interface ContainerTlsOptions {
  /** Further names to serve. `localhost`, the container engine's host, network aliases and HelseID's real hostnames are included. */
  readonly names?: readonly string[]
  /**
   * Your own CA: a folder that `helseid-mock ca create` wrote, or its certificate and key in PEM. A test process can trust it from its
   * start (`NODE_EXTRA_CA_CERTS`). Default: a CA created for this container.
   */
  readonly ca?: string
}

export interface ContainerTls {
  /** PEM of the CA certificate that clients must trust. */
  readonly ca: string
  readonly settings: Pick<ContainerConfig, 'tls' | 'tlsNames' | 'tlsCa'>
}

/** @throws {TypeError} for an unusable CA, or one that may not sign for a name */
export async function containerTls({ ca, names = [] }: ContainerTlsOptions): Promise<ContainerTls> {
  const own = [...new Set(names.map((name) => name.toLowerCase()))].filter(
    (name) => name !== 'localhost' && !realHostnames.includes(name),
  )
  const authority = ca === undefined ? await newAuthority(own) : readAuthority(ca)
  assertUsable(authority, own, Date.now())
  const tlsCa = authority.certificate + authority.privateKey
  return { ca: authority.certificate, settings: { tls: true, tlsCa, tlsNames: own } }
}

function newAuthority(names: readonly string[]) {
  return createAuthority({ names: ['localhost', ...realHostnames, ...names], now: Date.now() })
}

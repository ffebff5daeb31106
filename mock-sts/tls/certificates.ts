/** The certificates of a twin: one for its local names, and one for each real hostname, issued on first use. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { realHostnames } from 'helseid-contract'
import { limits } from '../limits.ts'
import {
  assertNames,
  type CertifiedKey,
  createAuthority,
  issueCertificate,
  permits,
  permittedNames,
} from './authority.ts'
import { tlsVersions } from './versions.ts'

export interface TlsOptions {
  /** Further DNS names and IP addresses. `localhost`, the loopback addresses and HelseID's real hostnames are included. */
  readonly names?: readonly string[] | undefined
  /** The user's own CA. Default: a temporary one. */
  readonly authority?: CertifiedKey | undefined
  readonly now: () => number
  /** Called once for each requested name that is not served. */
  readonly onUnknownName?: (name: string) => void
}

export interface Certificates {
  /** PEM of the CA certificate that clients must trust. */
  readonly authority: string
  /** For clients that send no server name, or one that is not served. */
  readonly fallback: { readonly cert: string; readonly key: string }
  /** The TLS context for a server name; undefined for the local names and for names that are not served. */
  contextFor(name: string): Promise<SecureContext | undefined>
}

const localNames = ['localhost', '127.0.0.1', '::1'] as const

/** @throws {TypeError} for an unusable CA, or one that may not sign for a name */
export async function createCertificates({
  names = [],
  authority,
  now,
  onUnknownName,
}: TlsOptions): Promise<Certificates> {
  const further = names.map((name) => name.toLowerCase())
  assertNames(further)
  const own = [...localNames, ...further]
  if (authority !== undefined) assertUsable(authority, further, now())
  const issuer =
    authority ?? (await createAuthority({ names: ['localhost', ...realHostnames, ...further], now: now() }))
  const signer = { certificate: issuer.certificate, privateKey: createPrivateKey(issuer.privateKey) }
  const fallback = await issueCertificate(signer, { names: own, now: now() })
  const contexts = new Map<string, Promise<SecureContext>>()
  const reported = new Set<string>()
  return {
    authority: issuer.certificate,
    fallback: { cert: fallback.certificate, key: fallback.privateKey },
    async contextFor(name) {
      const serverName = name.toLowerCase()
      if (own.includes(serverName)) return undefined
      if (!realHostnames.includes(serverName)) {
        if (reported.has(serverName) || reported.size >= limits.reportedNames.value) return undefined
        reported.add(serverName)
        onUnknownName?.(serverName)
        return undefined
      }
      const context = contexts.get(serverName) ?? contextOf(signer, serverName, now())
      contexts.set(serverName, context)
      return context
    },
  }
}

async function contextOf(
  signer: { readonly certificate: string; readonly privateKey: KeyObject },
  name: string,
  now: number,
): Promise<SecureContext> {
  const { certificate, privateKey } = await issueCertificate(signer, { names: [name], now })
  return createSecureContext({ cert: certificate, key: privateKey, ...tlsVersions })
}

/** @throws {TypeError} for a CA that cannot sign for these names */
export function assertUsable(authority: CertifiedKey, names: readonly string[], now: number): void {
  const certificate = parsed(authority)
  if (certificate.validToDate.getTime() <= now)
    throw new TypeError(
      `the CA expired at ${certificate.validToDate.toISOString()}: create a new one with \`helseid-mock ca create\``,
    )
  assertPermitted(authority.certificate, names)
}

function parsed({ certificate, privateKey }: CertifiedKey): X509Certificate {
  try {
    const read = new X509Certificate(certificate)
    const key = createPrivateKey(privateKey)
    if (!read.checkPrivateKey(key)) throw new Error('its private key does not match its certificate')
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('its key is not on the curve P-256')
    return read
  } catch (error) {
    throw new TypeError(
      `the CA is unusable (${(error as Error).message}): create one with \`helseid-mock ca create\``,
      {
        cause: error,
      },
    )
  }
}

function assertPermitted(certificate: string, names: readonly string[]): void {
  const permitted = permittedNames(certificate)
  const refused = names.filter((name) => !permits(permitted, name))
  if (refused.length === 0) return
  const missing = refused.map((name) => `--name ${name}`).join(' ')
  throw new TypeError(
    `the CA may not sign for ${refused.join(', ')}: create one that may, with \`helseid-mock ca create ${missing}\``,
  )
}

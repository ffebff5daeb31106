/** The certificates that a twin shows: one for its local names, and one for each real hostname, made when somebody asks. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { realHostnames } from 'helseid-contract'
import { type CertifiedKey, createAuthority, issueCertificate, permits, permittedNames } from './authority.ts'

export interface TlsOptions {
  /** Names to be served besides `localhost`, the loopback addresses and HelseID's real hostnames. */
  readonly names?: readonly string[] | undefined
  /** An authority of the user's own, in PEM. Default: a throw-away one. */
  readonly authority?: CertifiedKey | undefined
  readonly now: () => number
  /** Told once of each name that was asked for and is not served. */
  readonly onUnknownName?: (name: string) => void
}

export interface Certificates {
  /** PEM of the authority: what clients have to trust. */
  readonly authority: string
  /** For clients that name no server, or one that is not served. */
  readonly fallback: { readonly cert: string; readonly key: string }
  /** The context for a server name; undefined for one that is not served. */
  contextFor(name: string): Promise<SecureContext | undefined>
}

const localNames = ['localhost', '127.0.0.1', '::1'] as const

/** @throws {TypeError} for a name that the given authority may not sign for */
export async function createCertificates({
  names = [],
  authority,
  now,
  onUnknownName,
}: TlsOptions): Promise<Certificates> {
  const own = [...localNames, ...names]
  if (authority !== undefined) assertPermitted(authority.certificate, names)
  const issuer = authority ?? (await createAuthority({ names: ['localhost', ...realHostnames, ...names], now: now() }))
  const signer = { certificate: issuer.certificate, privateKey: createPrivateKey(issuer.privateKey) }
  const fallback = await issueCertificate(signer, { names: own, now: now() })
  const contexts = new Map<string, Promise<SecureContext>>()
  const reported = new Set<string>()
  return {
    authority: issuer.certificate,
    fallback: { cert: fallback.certificate, key: fallback.privateKey },
    async contextFor(name) {
      const asked = name.toLowerCase()
      if (own.includes(asked)) return undefined
      if (!realHostnames.includes(asked)) {
        if (!reported.has(asked)) onUnknownName?.(asked)
        reported.add(asked)
        return undefined
      }
      const context = contexts.get(asked) ?? contextOf(signer, asked, now())
      contexts.set(asked, context)
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
  return createSecureContext({ cert: certificate, key: privateKey, minVersion: 'TLSv1.2' })
}

function assertPermitted(certificate: string, names: readonly string[]): void {
  const permitted = permittedNames(certificate)
  const refused = names.filter((name) => !permits(permitted, name))
  if (refused.length === 0) return
  const missing = refused.map((name) => `--name ${name}`).join(' ')
  throw new TypeError(
    `the authority may not sign for ${refused.join(', ')}: make one that may, with helseid-mock ca create ${missing}`,
  )
}

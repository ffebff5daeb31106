/** E10: the TLS versions that an issuer accepts. */
import { isIP } from 'node:net'
import { connect, type SecureVersion } from 'node:tls'
import type { CheckResult, Finding } from '../result.ts'
import { found, type IssuerRow, notReached, notRequired } from './issuer-row.ts'

const row: IssuerRow = {
  id: 'E10',
  requires: 'TLS 1.2 and 1.3 are accepted, 1.1 is refused',
  status: 'confirmed',
  source: 'UP:sikkerhetsprofil, SK1',
}

/** Time limit for a handshake, in milliseconds. */
const handshakeTimeout = 10_000

const silence = `no answer within ${handshakeTimeout} ms`

/** Attempts a handshake with one TLS version: resolves with `accepted`, or the error code. */
export type Handshake = (issuer: URL, version: SecureVersion) => Promise<string>

export async function tlsResult(issuer: string, handshake: Handshake = shakeHands): Promise<CheckResult> {
  const url = new URL(issuer)
  if (url.protocol !== 'https:') return notRequired(row, 'The issuer is served over plain HTTP.')
  const startedAt = performance.now()
  const findings: Finding[] = []
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const seen = await handshake(url, version)
    if (seen !== 'accepted') findings.push({ where: version, expected: 'accepted', seen })
  }
  const old = await handshake(url, 'TLSv1.1')
  if (old === 'accepted') findings.push({ where: 'TLSv1.1', expected: 'refused', seen: old })
  if (findings.length > 0) return found(row, findings, startedAt)
  if (old === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE') return notReached(row, 'Node on this machine cannot offer TLS 1.1.')
  if (old === silence) return notReached(row, 'The issuer did not answer the TLS 1.1 handshake.')
  return found(row, [], startedAt)
}

/** Only the handshake: no data is sent, so the certificate is not verified. */
const shakeHands: Handshake = ({ hostname, port }, version) =>
  new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connect({
      host,
      port: Number(port || 443),
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
      // OpenSSL does not offer TLS 1.1 without this.
      ...(version === 'TLSv1.1' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    })
    const end = (seen: string) => {
      socket.destroy()
      resolve(seen)
    }
    socket.setTimeout(handshakeTimeout, () => end(silence))
    socket.once('secureConnect', () => end('accepted'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    socket.once('end', () => end('the connection was closed'))
  })

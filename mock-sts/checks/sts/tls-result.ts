/** E10: which versions of TLS an issuer takes. */
import { isIP } from 'node:net'
import { connect, type SecureVersion } from 'node:tls'
import type { CheckResult, Finding } from '../result.ts'
import { found, type IssuerRow, notReached } from './issuer-row.ts'

const row: IssuerRow = {
  id: 'E10',
  requires: 'TLS 1.2 and 1.3 are accepted, 1.1 is refused',
  status: 'confirmed',
  source: 'UP:sikkerhetsprofil, SK1',
}

/** How long a handshake may take, in milliseconds. */
const handshakeTimeout = 10_000

const silence = `no answer within ${handshakeTimeout} ms`

/** Whether an issuer shakes hands by a version: `accepted`, or the code of the error. */
export type Handshake = (issuer: URL, version: SecureVersion) => Promise<string>

export async function tlsResult(issuer: string, handshake: Handshake = shakeHands): Promise<CheckResult> {
  const url = new URL(issuer)
  if (url.protocol !== 'https:') return notReached(row, 'The issuer is served over plain HTTP.')
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
  if (old === silence) return notReached(row, 'To TLS 1.1 no answer came.')
  return found(row, [], startedAt)
}

/** Only the handshake: nothing is sent, so that it does not matter here whose certificate it is. */
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
      // Without it OpenSSL does not offer TLS 1.1 at all.
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

/** Says why a command got no answer: an untrusted certificate is not a twin that does not run. */
import { UsageError } from './usage-error.ts'

/**
 * `advice` is for an address at which nothing answers. `error` is the `fetch failed` of `sendRequest` or of `fetch`. `trust` says how to trust
 * a certificate. Default: that of a twin.
 */
export function unreachable(address: string, error: Error, advice: string, trust?: string): UsageError {
  const cause = (error.cause ?? error) as NodeJS.ErrnoException
  return new UsageError(tlsProblem(address, cause, trust) ?? `cannot reach ${address}: ${advice}`, { cause: error })
}

/** Codes of a connection that the other side closed before it answered. */
const closedCodes: readonly string[] = ['ECONNRESET', 'UND_ERR_SOCKET', 'HPE_INVALID_CONSTANT', 'EPIPE']

/** What is wrong with the certificate or with TLS; undefined for any other error. */
export function tlsProblem(
  address: string,
  { code = '', message }: NodeJS.ErrnoException,
  trust?: string,
): string | undefined {
  const origin = URL.canParse(address) ? new URL(address).origin : address
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  if (
    /^(?:UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|CERT_UNTRUSTED)/.test(
      code,
    )
  )
    return `the certificate of ${origin} is not trusted (${code}): ${trust ?? `set NODE_EXTRA_CA_CERTS to the file of its CA, which is ca.pem in the folder of --tls-ca, or fetch it with curl -k ${origin}/_mock/ca.pem -o ca.pem and compare its fingerprint with the one that serve prints (docs/tls.md)`}`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate of ${origin} is for other names (${code}): use one of them, or start the twin with --tls-name`
  if (/^CERT_|^INVALID_CA|^INVALID_PURPOSE|^HOSTNAME_MISMATCH/.test(code))
    return `the certificate of ${origin} is not accepted (${code}): ${message}`
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return `${origin} does not speak TLS, or not a version that this command accepts (${code}): use http:// for a twin without --tls`
  if (address.startsWith('http:') && closedCodes.includes(code))
    return `${origin} closed the connection without an answer (${code}): use https:// if it serves TLS`
  return undefined
}

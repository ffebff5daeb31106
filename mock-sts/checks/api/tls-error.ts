/** Recognises errors of TLS: waiting does not end them. https://nodejs.org/api/tls.html#x509-certificate-error-codes */

export function isTlsError(cause: unknown): boolean {
  const { code } = Object(cause)
  return /^(?:UNABLE_TO_|(?:DEPTH_ZERO_)?SELF_SIGNED|CERT_|HOSTNAME_MISMATCH|INVALID_|ERR_TLS_|ERR_SSL_|EPROTO)/.test(
    code,
  )
}

/** Advice for each error code. */
import { HelseIdError } from '../errors.ts'

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: fix the URL, or start the twin',
  ECONNRESET: 'a firewall or proxy closes the connection: Helsenettet and the internet allow different hosts',
  ETIMEDOUT: 'a firewall drops the connection',
  UND_ERR_CONNECT_TIMEOUT: 'a firewall drops the connection',
  UND_ERR_SOCKET: 'the server, or a proxy in front of it, closes the connection without a response',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'make Node trust the CA: NODE_EXTRA_CA_CERTS=<file>',
  SELF_SIGNED_CERT_IN_CHAIN: 'make Node trust the CA: NODE_EXTRA_CA_CERTS=<file>',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'make Node trust the CA: NODE_EXTRA_CA_CERTS=<file>',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'make Node trust the CA: NODE_EXTRA_CA_CERTS=<file>',
  CERT_HAS_EXPIRED: 'the server’s certificate has expired, or this machine’s clock is wrong',
  CERT_NOT_YET_VALID: 'this machine’s clock is wrong, or the server’s certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate belongs to another host: fix the URL',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the port does not speak TLS: fix the URL; a twin without --tls uses http://',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server, or a proxy in front of it, does not support TLS 1.2 (SK1)',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server, or a proxy in front of it, does not support TLS 1.2 (SK1)',
  discovery_failed:
    'open the metadata URL in a browser: it must return JSON whose issuer is identical to the configured one',
  invalid_client:
    'HelseID’s response does not say more, but the client’s error log in Selvbetjening does. Usual causes: a key that is not registered or has expired, the wrong environment, or the wrong client id',
  invalid_scope: 'request scopes that the client has in Selvbetjening, and none that require a logged-in user',
  invalid_request: 'the organisation numbers do not fit the client’s tenancy, or the client must use DPoP',
  invalid_dpop_proof: 'compare the clocks, and look for a proxy that changes the URL',
  nonce_missing: 'configure the proxy to pass the DPoP-Nonce header',
  key_unavailable: 'fix the key’s path, permissions or contents',
  timeout: 'a firewall drops the response, or HelseID is slow: try again',
  unavailable: 'HelseID is having problems: check its status page, and try again later',
  invalid_response: 'a proxy or firewall responds instead of HelseID, or changes its responses',
  redirected: 'a proxy or login page responds instead of HelseID',
}

export function adviceFor(code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(advice, code) ? advice[code] : undefined
}

/** The innermost cause has the system's error code (`ECONNREFUSED`), which is the most specific. */
export function adviceOn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { cause, name, code, error: oauth } = error as Error & { code?: string; error?: string }
  const timeout = name === 'TimeoutError' ? adviceFor('timeout') : undefined
  return adviceOn(cause) ?? timeout ?? adviceFor(oauth) ?? adviceFor(code)
}

/** Advice on a connection that failed, whatever HelseID's error says about it. */
export function adviceOnConnection(error: Error): string | undefined {
  const { cause } = error
  if (cause instanceof Error) return adviceOnConnection(cause)
  return error instanceof HelseIdError ? undefined : adviceFor((error as NodeJS.ErrnoException).code)
}

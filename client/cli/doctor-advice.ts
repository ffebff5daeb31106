/** What to do about a failure, by the code of the error. */

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: fix the address, or start the twin',
  ECONNRESET: 'a firewall or proxy ends the connection: Helsenettet and the internet let different hosts through',
  ETIMEDOUT: 'a firewall swallows the connection',
  UND_ERR_CONNECT_TIMEOUT: 'a firewall swallows the connection',
  UND_ERR_SOCKET: 'the server, or something before it, ends the connection without an answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'give Node the authority: NODE_EXTRA_CA_CERTS=<file>',
  SELF_SIGNED_CERT_IN_CHAIN: 'give Node the authority: NODE_EXTRA_CA_CERTS=<file>',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'give Node the authority: NODE_EXTRA_CA_CERTS=<file>',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'give Node the authority: NODE_EXTRA_CA_CERTS=<file>',
  CERT_HAS_EXPIRED: 'the server’s certificate has run out, or this machine’s clock is wrong',
  CERT_NOT_YET_VALID: 'this machine’s clock is wrong, or the server’s certificate is of the future',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is another host’s: fix the address',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the port does not speak TLS: fix the address; a twin without --tls is at http://',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server, or a proxy before it, knows no TLS 1.2 (SK1)',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server, or a proxy before it, knows no TLS 1.2 (SK1)',
  discovery_failed: 'open the address in a browser: it must answer with JSON whose issuer is the very same text',
  invalid_client:
    'HelseID says no more on the wire; in Selvbetjening, the client’s error log does. Mostly: a key that is not registered or has expired, the wrong environment, or a wrong client id',
  invalid_scope: 'ask for scopes that the client holds in Selvbetjening, and for none that speak of a person',
  invalid_request: 'the organisation structure does not fit the client’s tenancy, or the client must use DPoP',
  invalid_dpop_proof: 'compare the clocks, and look for a proxy that changes the address',
  nonce_missing: 'let the proxy pass the header DPoP-Nonce',
  key_unavailable: 'fix the path, the rights or the contents of the key',
  timeout: 'a firewall swallows the answer, or HelseID is slow: try again',
  unavailable: 'HelseID has trouble: see its status page, and try again later',
  invalid_response: 'something on the way answers in HelseID’s place, or changes its answers',
  redirected: 'a proxy or login page answers in HelseID’s place',
}

export function adviceFor(code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(advice, code) ? advice[code] : undefined
}

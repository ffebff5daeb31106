/** The client under check: a function that runs it once with given settings. */
import { dirname, join } from 'node:path'
import type { Jwk } from 'helseid-contract/rules'
import { runCommand } from '../process-group.ts'

export interface AppSettings {
  readonly issuer: string
  readonly clientId: string
  /** Private JWK, with `kid` and `alg`. */
  readonly jwk: Jwk
  /** The path of a file with the same key. */
  readonly jwkFile: string
  /** Scopes to request, separated by spaces. */
  readonly scope: string
  /** The URL to call with a HelseID token. */
  readonly apiUrl: string
  /** How many times to call it. */
  readonly calls: number
  /** The path of a PEM file with the CA to trust; absent without TLS. */
  readonly caFile?: string
}

export interface AppEnd {
  /** Exit code, 0 if all calls succeeded; absent if the client was stopped or did not start. */
  readonly code?: number
  /** The end of its output, on both streams. */
  readonly output: string
}

/** Starts the client and resolves when it has ended; `signal` stops it. */
export type App = (settings: AppSettings, signal: AbortSignal) => Promise<AppEnd>

export function commandApp(command: string): App {
  return (settings, signal) => {
    // Halves the start time of a client on Node from the second trial on; other clients ignore it.
    const { NODE_COMPILE_CACHE = join(dirname(settings.jwkFile), 'compile-cache') } = process.env
    return runCommand(command, { env: { ...environmentOf(settings), NODE_COMPILE_CACHE }, signal })
  }
}

/** The settings as environment variables. */
export function environmentOf(settings: AppSettings): Record<string, string> {
  const { issuer, clientId, jwk, jwkFile, scope, apiUrl, calls, caFile } = settings
  return {
    HELSEID_ISSUER: issuer,
    HELSEID_CLIENT_ID: clientId,
    HELSEID_CLIENT_JWK: JSON.stringify(jwk),
    HELSEID_CLIENT_JWK_FILE: jwkFile,
    HELSEID_SCOPE: scope,
    HELSEID_API_URL: apiUrl,
    HELSEID_CALLS: String(calls),
    ...(caFile !== undefined && { HELSEID_CA_FILE: caFile, ...trusting(caFile) }),
  }
}

/** Variables with which platforms trust a CA in addition, or only it, without a change to the client. */
function trusting(caFile: string): Record<string, string> {
  return {
    // https://nodejs.org/api/cli.html#node_extra_ca_certsfile
    NODE_EXTRA_CA_CERTS: caFile,
    // OpenSSL, and with it .NET on Linux, Python and Ruby; Go on Linux. https://docs.openssl.org/3.0/man7/openssl-env/
    SSL_CERT_FILE: caFile,
    // https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification
    REQUESTS_CA_BUNDLE: caFile,
  }
}

/** The client under check: something that can be started once, with what it must know. */
import { dirname, join } from 'node:path'
import type { Jwk } from 'helseid-contract/rules'
import { runCommand } from '../process-group.ts'

export interface AppSettings {
  readonly issuer: string
  readonly clientId: string
  /** Private JWK, with `kid` and `alg`. */
  readonly jwk: Jwk
  /** Path of a file that holds the same. */
  readonly jwkFile: string
  /** Scopes, separated by spaces. */
  readonly scope: string
  /** To be called with a HelseID token. */
  readonly apiUrl: string
  /** How many times. */
  readonly calls: number
}

export interface AppEnd {
  /** 0 if all calls succeeded; absent where it was ended, or did not start. */
  readonly code?: number
  /** What it said, as far as it is kept. */
  readonly output: string
}

/** Starts the client, and resolves when it has ended; `signal` ends it. */
export type App = (settings: AppSettings, signal: AbortSignal) => Promise<AppEnd>

export function commandApp(command: string): App {
  return (settings, signal) => {
    // A client on Node then starts in half the time, from the second trial on; to any other it means nothing.
    const { NODE_COMPILE_CACHE = join(dirname(settings.jwkFile), 'compile-cache') } = process.env
    return runCommand(command, { env: { ...environmentOf(settings), NODE_COMPILE_CACHE }, signal })
  }
}

/** The environment variables that say the settings. */
export function environmentOf(settings: AppSettings): Record<string, string> {
  const { issuer, clientId, jwk, jwkFile, scope, apiUrl, calls } = settings
  return {
    HELSEID_ISSUER: issuer,
    HELSEID_CLIENT_ID: clientId,
    HELSEID_CLIENT_JWK: JSON.stringify(jwk),
    HELSEID_CLIENT_JWK_FILE: jwkFile,
    HELSEID_SCOPE: scope,
    HELSEID_API_URL: apiUrl,
    HELSEID_CALLS: String(calls),
  }
}

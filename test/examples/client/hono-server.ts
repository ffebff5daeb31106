/** Serves the Hono API on Node. */
import { serve } from '@hono/node-server'
import type { TokenVerifierOptions } from 'helseid-client/verifier'
import { createApi } from './hono-api.ts'

export function startApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>, port: number) {
  return serve({ fetch: createApi(from).fetch, port })
}

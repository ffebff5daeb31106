/** An API with several instances, which refuse a proof that any of them accepted. */
import type { TokenVerifierOptions } from 'helseid-client/verifier'
import { createApi } from './node-api.ts'
import { connectStores } from './shared-store.ts'

/** In production with `{ environment: 'prod', origin: 'https://api.example' }`. Listens once Redis has answered. */
export async function startApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>, redis: string, port: number) {
  const { replayStore, close } = await connectStores(redis)
  const server = createApi({ ...from, replayStore }).listen(port)
  server.once('close', () => void close())
  return server
}

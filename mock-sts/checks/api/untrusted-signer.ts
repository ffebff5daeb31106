/** A signer that is not HelseID: a key, and a server that publishes it as a JWKS. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { canonicalKey, publicJwk } from 'helseid-contract/rules'
import type { RowContext } from './row.ts'

export async function startUntrustedSigner(): Promise<RowContext['untrusted'] & AsyncDisposable> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const jwk = { ...pair, kid: canonicalKey(pair).thumbprint, alg: 'RS256', use: 'sig' }
  const body = JSON.stringify({ keys: [publicJwk(jwk)] })
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end(body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    jwk,
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

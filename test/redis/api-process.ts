/** An API in a process of its own, whose verifier shares a Redis: prints its port, and answers with a claim or the code of the refusal. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRedisReplayStore } from 'helseid-client/redis'
import { createTokenVerifier } from 'helseid-client/verifier'
import { createClient } from 'redis'

const { REDIS_SOCKET = '', ISSUER = '', AUDIENCE = '', SCOPE = '', ORIGIN = '' } = process.env
const redis = await createClient({ socket: { path: REDIS_SOCKET, tls: false } })
  .on('error', () => undefined)
  .connect()
const verify = createTokenVerifier({
  issuer: ISSUER,
  audience: AUDIENCE,
  scopes: [SCOPE],
  origin: ORIGIN,
  replayStore: createRedisReplayStore(redis),
})
const server = createServer((request, response) => {
  verify(request).then(
    ({ client_id }) => response.end(client_id),
    ({ status, code }) => response.writeHead(status).end(code),
  )
}).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

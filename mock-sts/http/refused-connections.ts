/** Says why a connection came to nothing below HTTP: another protocol, or a request that Node refuses. */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What Node answers when nothing listens for the error. https://nodejs.org/api/http.html#event-clienterror */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** The first byte of a TLS handshake. https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const handshake = 0x16

interface ClientError extends Error {
  readonly code?: string
  readonly rawPacket?: Uint8Array
}

/** Calls `onRefused` with the reason and what to do, and leaves the answers as Node gives them. */
export function watchRefused(server: Server, scheme: 'http' | 'https', onRefused: (reason: string) => void): void {
  const answering = new WeakMap<Socket, ServerResponse>()
  server.on('request', ({ socket }, response) => answering.set(socket, response))
  server.on('clientError', (error: ClientError, socket: Socket) => {
    const reason = reasonOf(error)
    if (reason !== undefined) onRefused(reason)
    const current = answering.get(socket)
    // A second answer in the middle of the first one would be read as a part of it.
    const canAnswer = socket.writable && (current === undefined || current.writableFinished || !current.headersSent)
    if (canAnswer)
      socket.write(`HTTP/1.1 ${statuses[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`)
    socket.destroy(error)
  })
  server.on('tlsClientError', ({ code }: ClientError) => {
    if (code === 'ERR_SSL_HTTP_REQUEST')
      onRefused('a request came over plain HTTP to a port that serves TLS: use https://, or start without --tls')
  })
  server.on('connect', (_request, socket: Socket) => {
    onRefused(
      'a client uses the twin as its proxy (CONNECT), which it is not: unset HTTPS_PROXY, and send requests to the twin’s own address',
    )
    socket.destroy()
  })

  function reasonOf({ code, rawPacket }: ClientError): string | undefined {
    if (code === 'HPE_HEADER_OVERFLOW')
      return 'a request with headers of more than 16 KiB was refused with 431: does it have many cookies?'
    if (scheme === 'http' && rawPacket?.[0] === handshake)
      return 'a TLS handshake came to a port that serves plain HTTP: use http://, or start with --tls'
    return undefined
  }
}

/** Warns of requests to HelseID that msw does not intercept, because their code imported `node:https` as a namespace or by name. */
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
// What code with such an import sees. msw replaces members of the default import only (mswjs/interceptors#201).
import https, { get } from 'node:https'

let watched = false

/** Prints one warning per process, with the lines that help. `hosts` are those that msw is to answer. */
export function warnOfMissedRequests(hosts: ReadonlySet<string>): void {
  if (watched) return
  watched = true
  let warned = false
  subscribe('http.client.request.created', (message) => {
    const { host } = (message as { request: ClientRequest }).request
    // Equal if msw intercepts nothing, or if the lines were added.
    if (warned || !hosts.has(host) || https.get === get || isIntercepted(new Error().stack)) return
    warned = true
    process.emitWarning(
      `a request to ${host} left this process, because msw does not intercept \`import * as https\` and \`import { get }\` of node:https. After server.listen(), call syncBuiltinESMExports() of node:module`,
      'HelseIdMockWarning',
    )
  })
}

/** msw's own code creates the requests that it intercepts. */
function isIntercepted(stack = ''): boolean {
  return stack.includes('interceptors')
}

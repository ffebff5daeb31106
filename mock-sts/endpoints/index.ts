/** The endpoints of an STS by path, including those that HelseID advertises and the twin does not serve. */
import { endpoints, type MetadataVersion } from 'helseid-contract'
import type { Call } from '../context/call.ts'
import { documentResponse } from '../http/responses.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { discovery } from './discovery.ts'
import { introspection } from './introspection.ts'
import { expiredJwks, jwks } from './jwks.ts'
import { revocation } from './revocation.ts'
import { token } from './token.ts'
import { unserved } from './unserved.ts'

export interface Endpoint {
  /** Name in the journal. */
  readonly name: JournalEntry['endpoint']
  readonly handle: (call: Call) => Response | Promise<Response>
  /** Default: true. */
  readonly isServed?: false
}

const served: Readonly<Record<string, Endpoint>> = {
  [endpoints.token]: { name: 'token', handle: token },
  [endpoints.revocation]: { name: 'revocation', handle: revocation },
  [endpoints.introspection]: { name: 'introspection', handle: introspection },
  [endpoints.discovery]: readOnly('metadata', discovery),
  [endpoints.jwks]: readOnly('jwks', jwks),
  [endpoints.expiredJwks]: readOnly('other', expiredJwks),
  [endpoints.availableIdps]: readOnly('other', () => documentResponse([])),
}

const advertised = Object.fromEntries(
  Object.values(endpoints).map((path): [string, Endpoint] => [
    path,
    { name: 'other', handle: unserved(path), isServed: false },
  ]),
)

const byPath: ReadonlyMap<string, Endpoint> = new Map(Object.entries({ ...advertised, ...served }))

/**
 * The endpoint at a path relative to the issuer. Case and escapes make no difference, a trailing slash does (Duende `Endpoint.IsMatch`;
 * ASP.NET Core decodes the path). Undefined for one that `metadata` does not advertise.
 */
export function stsEndpoint(path: string, metadata: MetadataVersion): Endpoint | undefined {
  const known = decoded(path).toLowerCase()
  return metadata === '2025-12' && olderEndpoints.has(known) ? undefined : byPath.get(known)
}

/** An escaped slash stays escaped. */
function decoded(path: string): string {
  return path.replace(/%([2-7][0-9a-f])/gi, (sequence, hex: string) =>
    hex.toLowerCase() === '2f' ? sequence : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

const olderEndpoints: ReadonlySet<string> = new Set([
  endpoints.deviceAuthorization,
  endpoints.backchannelAuthentication,
])

/** Metadata accepts GET and HEAD; any other method gets 405 without a body (Duende DiscoveryEndpoint). */
function readOnly(name: Endpoint['name'], handle: Endpoint['handle']): Endpoint {
  return {
    name,
    handle: (call) =>
      call.request.method === 'GET' || call.request.method === 'HEAD'
        ? handle(call)
        : new Response(null, { status: 405 }),
  }
}

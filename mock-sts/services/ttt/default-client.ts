/** The client of a test token, for everything that the request does not specify. */
import { type Client, toClient } from '../../clients/registry.ts'

export function defaultClient(clientId: string): Client {
  return toClient({ clientId, name: 'Test client', tenancy: 'single-tenant', parent: '994598759', scopes: [] })
}

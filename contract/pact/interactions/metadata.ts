/** The metadata: issuer, token endpoint and JWKS. */
import { MatchersV3 } from '@pact-foundation/pact'
import { endpoints } from '../../endpoints.ts'
import { stsEnvironments } from '../../environments/index.ts'
import { sourceOf } from '../../sources.ts'
import { type Interaction, jsonContent, providers } from '../interaction.ts'

const { regex } = MatchersV3
const { issuer } = stsEnvironments.test

export const metadata: Interaction = {
  provider: providers.sts,
  states: [],
  uponReceiving: 'a request for the metadata',
  evidence: {
    source: sourceOf('recorded in HelseID.Library DiscoveryDocumentGetterTests.cs'),
    status: 'confirmed',
  },
  request: { method: 'GET', path: endpoints.discovery },
  response: {
    status: 200,
    headers: jsonContent,
    body: {
      // No trailing slash: the client compares it with its configured issuer.
      issuer: regex('^https?://.*[^/]$', issuer),
      token_endpoint: regex('^https?://.+/connect/token$', issuer + endpoints.token),
      jwks_uri: regex('^https?://.+/jwks$', issuer + endpoints.jwks),
    },
  },
}

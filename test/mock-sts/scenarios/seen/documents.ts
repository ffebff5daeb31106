/** What a raw HTTP client sees of the scenarios in metadata and JWKS, by scenario header (name and parameters). */
import { expect } from 'vitest'
import { answered } from '../../http/raw-http.ts'
import type { Rows } from './row.ts'

export const seenInDocuments: Rows = {
  'metadata-down': answered(503),
  'metadata-wrong-issuer': (seen) => expect(JSON.parse(seen.body).issuer).toBe('https://stranger.example'),
  'metadata-without-token-endpoint': (seen) => expect(JSON.parse(seen.body)).not.toHaveProperty('token_endpoint'),
  'jwks-unreachable': answered(500),
  'jwks-empty': (seen) => expect(JSON.parse(seen.body)).toEqual({ keys: [] }),
  'jwks-html': answered(200, { 'content-type': 'text/html' }),
  'jwks-slow;seconds=0.05': (seen) => expect(JSON.parse(seen.body).keys).toHaveLength(1),
}

/** Schemas of sessions. */
import { Type } from '@sinclair/typebox'
import { stsNames } from 'helseid-contract'
import { byName, closed } from '../../config/schema-parts.ts'

export const sessionSchemas = {
  twinSession: Type.Object(
    {
      id: Type.String(),
      origin: Type.String({ description: 'base URL of its STSs, its API and its control plane' }),
      issuers: byName(stsNames, { type: 'string' }),
    },
    closed,
  ),
  sessionList: Type.Object({ sessions: Type.Array(Type.String(), { description: 'ids of the sessions' }) }, closed),
}

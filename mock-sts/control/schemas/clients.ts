/** Schemas of registered clients and APIs; the registrations themselves are in `config/`. */
import { Type } from '@sinclair/typebox'
import { closed } from '../../config/schema-parts.ts'
import { anything, listOf } from './parts.ts'

export const clientSchemas = {
  clients: listOf('clients', 'shownClient'),
  shownClient: anything('a registered client, without its secret'),
  apis: listOf('apis', 'api'),
  registeredClient: Type.Object({ clientId: Type.String() }, closed),
  registeredApi: Type.Object({ audience: Type.String() }, closed),
}

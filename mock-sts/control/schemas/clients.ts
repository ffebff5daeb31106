/** Schemas of registered clients and APIs; the registrations themselves are in `config/`. */
import { Type } from '@sinclair/typebox'
import { namedSchemas } from '../../config/schema.ts'
import { stsOrEnvironment } from './names.ts'
import { either, listOf } from './parts.ts'

const { clientSecret: _secret, ...shown } = namedSchemas.client.properties as Record<string, object>

/** Published as text; the twin checks them when it reads the key, and says what is wrong with it. */
const keyMember = either(Type.Unsafe<string | null>({ type: ['string', 'null'] }), Type.Unknown())

export const clientSchemas = {
  jwk: {
    ...namedSchemas.jwk,
    properties: {
      ...namedSchemas.jwk.properties,
      ...Object.fromEntries(['use', 'crv', 'x', 'y', 'n', 'e', 'x5t'].map((member) => [member, keyMember])),
    },
  },
  registeredClient: {
    ...namedSchemas.client,
    description: 'a registered client, without its secret',
    properties: {
      ...shown,
      sts: Type.Array(stsOrEnvironment(), { description: 'STSs where it is registered; absent: all' }),
    },
  },
  clientList: listOf('clients', 'registeredClient'),
  apiList: listOf('apis', 'api'),
}

/** Schemas of registered clients and APIs; the registrations themselves are in `config/`. */
import { Type } from '@sinclair/typebox'
import { namedSchemas } from '../../config/schema.ts'
import { closed } from '../../config/schema-parts.ts'
import { stsOrEnvironment } from './names.ts'
import { either, epochTime, listOf, ref } from './parts.ts'

const { clientSecret: _secret, ...shown } = namedSchemas.client.properties as Record<string, object>

/** Published as text; the twin checks them when it reads the key, and says what is wrong with it. */
const keyMember = either(Type.Unsafe<string | null>({ type: ['string', 'null'] }), Type.Unknown())

export const clientSchemas = {
  jwk: {
    // As an object, because declarations cannot name typebox's symbols.
    ...(namedSchemas.jwk as object),
    properties: {
      ...(namedSchemas.jwk.properties as object),
      ...Object.fromEntries(['use', 'crv', 'x', 'y', 'n', 'e', 'x5t'].map((member) => [member, keyMember])),
    },
  },
  registeredClient: {
    ...(namedSchemas.client as object),
    description: 'a registered client, without its secret',
    properties: {
      ...shown,
      sts: Type.Array(stsOrEnvironment(), { description: 'STSs where it is registered; absent: all' }),
    },
  },
  clientList: Type.Object(
    {
      clients: Type.Array(ref('registeredClient')),
      lastUsed: Type.Array(ref('clientUse'), {
        description:
          'of each client that has been used: when it last was; apart from the clients, so that those can be registered again as they are',
      }),
    },
    closed,
  ),
  clientUse: Type.Object(
    {
      clientId: Type.String(),
      at: epochTime('when the client last proved who it is'),
      keys: Type.Array(
        Type.Object(
          {
            kid: Type.Optional(Type.String({ description: 'absent for a key that is registered without one' })),
            at: epochTime('when an assertion was last verified with it'),
          },
          { ...closed, title: 'KeyUse' },
        ),
        { description: 'its keys that have been used; the last used one comes last' },
      ),
    },
    {
      ...closed,
      examples: [{ clientId: 'ehr-1', at: 1795424400000, keys: [{ kid: '2026-11', at: 1795424400000 }] }],
    },
  ),
  apiList: listOf('apis', 'api'),
}

/** Schemas of signing keys. */
import { Type } from '@sinclair/typebox'
import { closed, oneOf, optional, text } from '../../config/schema-parts.ts'
import { stsOrEnvironment } from './names.ts'
import { ref } from './parts.ts'

export const keySchemas = {
  keyChange: Type.Object(
    {
      do: oneOf(
        ['publish', 'activate', 'retire', 'rotate', 'reset'],
        'publish: generates a key and adds it to the JWKS; activate: signs with it; retire: removes it from the JWKS; rotate: publishes and activates a new key; reset: returns to the first key',
      ),
      ...optional({ sts: stsOrEnvironment('default: test'), kid: text('kid of the key to activate or retire') }),
    },
    { ...closed, description: 'a change of the signing keys' },
  ),
  signingKey: Type.Object({ kid: Type.String(), state: oneOf(['published', 'active', 'retired']) }, closed),
  signingKeys: Type.Object(
    { keys: Type.Array(ref('signingKey')), kid: Type.Optional(Type.String({ description: 'kid of the new key' })) },
    closed,
  ),
}

/** Conditions between members of a request body, for the published document; the twin checks them itself, with texts that say what to do. */

const absent = { type: 'null' }
const given = (type: string) => ({ type })
/** Every one of these members is absent or null. */
const none = (...names: readonly string[]) => ({ properties: Object.fromEntries(names.map((name) => [name, absent])) })
/** For a value that is an object. */
const never = { type: 'null' }
const required = (name: string, schema: object) => ({ required: [name], properties: { [name]: schema } })

/** In a helper, because an object with a member `then` looks like a promise. */
const when = (condition: object, consequence: object, otherwise?: object) => ({
  if: condition,
  ...Object.fromEntries([['then', consequence]]),
  ...(otherwise && { else: otherwise }),
})

const secret = required('clientSecret', given('string'))
const legacy = required('legacyAuth', { const: true })

/** By name of the schema. Only keywords that generators ignore, because others change the generated classes. */
export const conditions: Readonly<Record<string, object>> = {
  client: {
    ...when(none('jwks', 'certificates'), secret),
    dependentSchemas: { clientSecret: when(secret, legacy), legacyAuth: when(legacy, secret) },
  },
  scenarioUse: when(required('name', given('string')), none('sequence'), required('sequence', given('array'))),
  keyChange: when({ properties: { do: { enum: ['activate', 'retire'] } } }, required('kid', given('string'))),
  clockMove: when(none('reset', 'set', 'advance', 'freeze', 'incoming'), never),
  clockAdvance: when(none('days', 'hours', 'minutes', 'seconds'), never),
}

/** The JSON Schema of the configuration, with a sentence on every member for editors to show. */
import { type TObject, Type } from '@sinclair/typebox'
import { environments, stsNames } from 'helseid-contract'
import { profileNames, rules } from 'helseid-contract/rules'
import { proofFaults } from './proof-faults.ts'

const closed = { additionalProperties: false } as const
const text = (description?: string) => Type.String({ minLength: 1, ...(description && { description }) })
const texts = (description?: string) => Type.Array(text(), { ...(description && { description }) })
const flag = (description: string) => Type.Boolean({ description })
const orgnr = (description: string) =>
  Type.String({ pattern: '^[0-9]{9}$', description: `${description}: nine digits` })
const orgnrs = (description: string) => Type.Array(orgnr('organisation number'), { description })
const oneOf = (values: readonly string[], description?: string) =>
  Type.Unsafe<string>({ type: 'string', enum: [...values], ...(description && { description }) })
/** An object whose members have these names, and are all optional. */
const byName = (names: readonly string[], member: object, description?: string) =>
  Type.Unsafe<object>({
    type: 'object',
    propertyNames: { enum: [...names] },
    additionalProperties: member,
    ...(description && { description }),
  })
const optional = (members: TObject['properties']) =>
  Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, Type.Optional(schema)]))

const stsOrEnvironment = [...new Set([...stsNames, ...Object.keys(environments)])]
const sts = Type.Union([oneOf(stsOrEnvironment), Type.Array(oneOf(stsOrEnvironment))], {
  description: 'STSs that know it, by STS or environment name; default: all',
})

/** Parts that stand in several places. */
const definitions = {
  profile: oneOf(profileNames, 'what a broken rule means'),
  severity: byName(
    rules.map(({ id }) => id),
    oneOf(['reject', 'warn', 'off']),
    'severities of single rules that differ from the profile’s',
  ),
  jwk: Type.Object(
    optional({
      kty: text(),
      kid: text('default with x5c: SHA-1 thumbprint of the certificate in upper-case hex'),
      alg: text(),
      x5c: Type.Array(text(), { minItems: 1, description: 'certificate chain in base64 DER, the key’s own first' }),
      exp: Type.Number({
        description: 'when the key expires, in epoch seconds; default: never, or with its certificate',
      }),
      origin: oneOf(['Api', 'Gui'], 'how it came to Selvbetjening; default: Gui'),
    }),
    { description: 'a public JWK, or its certificate in x5c' },
  ),
}
const ref = (name: keyof typeof definitions | 'client' | 'api') =>
  Type.Unsafe<object>({ $ref: `#/definitions/${name}` })

const client = Type.Object(
  {
    clientId: text(),
    scopes: texts('API scopes granted to the client'),
    ...optional({
      name: text('shown in the claim helseid://claims/client/client_name; default: the client id'),
      sts,
      jwks: Type.Object({ keys: Type.Array(ref('jwk')) }, { description: 'public keys for private_key_jwt' }),
      certificates: texts('certificates whose keys sign assertions, in PEM or base64 DER'),
      tenancy: oneOf(['none', 'single-tenant', 'multi-tenant'], 'default: none'),
      parent: orgnr('organisation of a single-tenant client, put into every token'),
      children: orgnrs('units that a single-tenant client may name'),
      supplier: orgnr('organisation of a multi-tenant client’s supplier'),
      delegations: orgnrs('organisations that have delegated to the supplier in Altinn; default: everyone has'),
      termsNotAccepted: texts('scopes whose terms of use are not accepted: withheld as rejected_scope'),
      pendingScopes: texts('scopes applied for at Selvbetjening, and not granted yet'),
      audienceSpecificClientClaims: Type.Array(
        Type.Object({ key: text('<audience>/client/claims/<name>'), value: text() }, closed),
        { description: 'claims put into its tokens for the API that defines them' },
      ),
      redirectUris: texts('where users may be sent after login'),
      postLogoutRedirectUris: texts('where users may be sent after logout'),
      draft: Type.Object(
        { redirectUri: text('where the user is sent then') },
        { ...closed, description: 'awaits its confirmation at Selvbetjening; set by the twin' },
      ),
      sfmId: text('journal id of a single-tenant SFM client'),
      grantTypes: texts('default: client_credentials'),
      requireDpop: flag('default: true'),
      enabled: flag('default: true'),
      legacyAuth: flag('lets the client use clientSecret, which HelseID refuses; default: false'),
      clientSecret: text(),
      profile: ref('profile'),
      severity: ref('severity'),
    }),
  },
  { ...closed, description: 'a client as HelseID knows it' },
)

const api = Type.Object(
  {
    audience: text('for example nhn:msh'),
    ...optional({
      scopes: texts('scopes beyond those that some client holds'),
      sts,
      tokenLifetime: Type.Integer({ minimum: 1, description: 'seconds; default: 600' }),
      claims: texts('client claims wanted in its tokens; default: everything known'),
      extraClaims: Type.Record(Type.String(), Type.Unknown(), { description: 'further claims in its tokens' }),
      requireDpop: flag('refuses Bearer tokens; default: false'),
      tokenTyp: oneOf(['at+jwt', 'JWT'], 'typ of its tokens; default: at+jwt'),
    }),
  },
  { ...closed, description: 'an API whose tokens differ from the default' },
)

const scenarioUse = Type.Object(
  optional({
    name: text('one scenario'),
    sequence: Type.Array(Type.Union([text(), Type.Null()]), {
      minItems: 1,
      description: 'several in turn; null leaves a request alone',
    }),
    clientId: text('acts on this client alone'),
    sts: oneOf(stsOrEnvironment, 'acts at this STS alone'),
    times: Type.Integer({ minimum: 1, description: 'how often each acts; default: until reset, in a sequence once' }),
    parameters: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
  }),
  { ...closed, description: 'which scenario acts on whom' },
)

const time = Type.Union(
  [Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)$' }), Type.Integer()],
  {
    description: 'ISO 8601 such as 2026-12-01T09:00:00Z, or epoch milliseconds',
  },
)
const clockMove = Type.Object(
  optional({
    reset: Type.Literal(true, { description: 'back to real time' }),
    set: time,
    advance: Type.Object(
      optional({ days: Type.Number(), hours: Type.Number(), minutes: Type.Number(), seconds: Type.Number() }),
      { ...closed, minProperties: 1 },
    ),
    freeze: Type.Union([Type.Boolean(), time]),
    incoming: oneOf(
      ['real time', 'twin'],
      'by which time incoming assertions and proofs are judged; default: real time',
    ),
  }),
  { ...closed, minProperties: 1, description: 'what to do to the twin’s clock' },
)

const keyChange = Type.Object(
  {
    do: oneOf(['publish', 'activate', 'retire', 'rotate'], 'rotate: publish a key and let it sign'),
    ...optional({ sts: oneOf(stsOrEnvironment), kid: text('of the key to activate or retire') }),
  },
  { ...closed, description: 'what to do to the signing keys' },
)
const anything = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })
const mintOptions = Type.Object(
  optional({
    sts: oneOf(stsOrEnvironment),
    audience: Type.Union([text(), Type.Array(text())], { description: 'an audience, or a list of them' }),
    scopes: texts(),
    clientId: text(),
    organization: Type.Object(optional({ parent: text(), child: text(), supplier: text() }), closed),
    lifetime: Type.Integer({ description: 'seconds; default: 600' }),
    claims: anything('claims in the place of these, or besides them; null leaves one out'),
    header: anything('the same for the header'),
    broken: texts('scenarios that act at the access token'),
    bearer: flag('bound to no key; default: false'),
    proof: Type.Object(
      {
        url: Type.String({ pattern: '^https?://', description: 'an address' }),
        ...optional({ method: text(), broken: oneOf(Object.keys(proofFaults)), nonce: text() }),
      },
      closed,
    ),
  }),
  { ...closed, description: 'a token to be minted' },
)

const config = Type.Object(
  optional({
    $schema: Type.String(),
    port: Type.Integer({ minimum: 0, maximum: 65_535, description: 'default: 8080; 0 for any free one' }),
    host: text('address to listen on; default: both loopback addresses'),
    issuer: Type.String({ pattern: '^https?://', description: 'origin of every issuer; default: that of the request' }),
    profile: Type.Union([ref('profile'), byName(stsOrEnvironment, ref('profile'))], {
      description: 'for all, or by STS or environment; default: today',
    }),
    severity: ref('severity'),
    sts: byName(
      stsOrEnvironment,
      Type.Object({ severity: Type.Optional(ref('severity')) }, closed),
      'settings of single STSs',
    ),
    tls: flag('serves HTTPS; default: false'),
    tlsNames: texts('names to be served by TLS besides localhost and HelseID’s real hostnames'),
    tlsCa: text('folder of a certificate authority made by helseid-mock ca create, or its certificate and key in PEM'),
    dataDir: text('keeps signing keys and registered clients there across restarts; default: memory only'),
    signingKeys: oneOf(
      ['demo', 'generated'],
      'default: generated where other machines reach the twin, and with a data directory',
    ),
    trustProxy: flag(
      'takes origin and scheme of a request from X-Forwarded-Host and X-Forwarded-Proto; default: false',
    ),
    scenario: text(
      'a scenario that acts on everyone from the start; parameters after a semicolon: slow-answer;seconds=5',
    ),
    explainInResponse: flag('puts the reason of a refusal into error_description; default: false'),
    logFormat: oneOf(['text', 'json'], 'default: text'),
    demoClient: flag('registers the demo client, whose private key everybody knows; default: true'),
    control: flag('serves the control plane /_mock; default: true'),
    controlToken: Type.String({ minLength: 8, description: 'asked for by the control plane' }),
    journalLimit: Type.Integer({ minimum: 1, description: 'how many requests are remembered; default: 1000' }),
    clients: Type.Array(ref('client')),
    apis: Type.Array(ref('api')),
  }),
  { ...closed, title: 'Configuration of helseid-mock' },
)

/** As it is shipped. */
export const configSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...config,
  definitions: { ...definitions, client, api },
}

/** The schema of one of the configuration’s parts, standing on its own. */
export function schemaOf(part: 'client' | 'api' | 'scenarioUse' | 'clockMove' | 'mintOptions' | 'keyChange'): object {
  return {
    $ref: `#/definitions/${part}`,
    definitions: { ...definitions, client, api, scenarioUse, clockMove, mintOptions, keyChange },
  }
}

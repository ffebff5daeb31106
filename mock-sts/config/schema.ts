/** The JSON Schema of the configuration, with a sentence on every member for editors to show. */
import { Type } from '@sinclair/typebox'
import { stsOrEnvironmentNames } from 'helseid-contract'
import { profileNames, rules } from 'helseid-contract/rules'
import { byName, closed, flag, oneOf, optional, orgnr, orgnrs, text, texts } from './schema-parts.ts'

const sts = Type.Union([oneOf(stsOrEnvironmentNames), Type.Array(oneOf(stsOrEnvironmentNames))], {
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

const members = optional({
  $schema: Type.String(),
  port: Type.Integer({ minimum: 0, maximum: 65_535, description: 'default: 8080; 0 for any free one' }),
  host: text('address to listen on; default: both loopback addresses'),
  issuer: Type.String({ pattern: '^https?://', description: 'origin of every issuer; default: that of the request' }),
  profile: Type.Union([ref('profile'), byName(stsOrEnvironmentNames, ref('profile'))], {
    description: 'for all, or by STS or environment; default: today',
  }),
  severity: ref('severity'),
  sts: byName(
    stsOrEnvironmentNames,
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
  trustProxy: flag('takes origin and scheme of a request from X-Forwarded-Host and X-Forwarded-Proto; default: false'),
  scenario: text(
    'a scenario that acts on everyone from the start; parameters after a semicolon: slow-answer;seconds=5',
  ),
  explainInResponse: flag('puts the reason of a refusal into error_description; default: false'),
  logFormat: oneOf(['text', 'json'], 'default: text'),
  demoClient: flag('registers the demo client, whose private key everybody knows; default: true'),
  control: flag('serves the control plane /_mock; default: true'),
  controlToken: Type.String({ minLength: 8, description: 'asked for by the control plane' }),
  journalLimit: Type.Integer({ minimum: 1, description: 'how many requests are remembered; default: 1000' }),
  journalBytes: Type.Integer({
    minimum: 1,
    description: 'how many bytes of requests are remembered; default: 33554432',
  }),
  clients: Type.Array(ref('client')),
  apis: Type.Array(ref('api')),
})

const config = Type.Object(members, { ...closed, title: 'Configuration of helseid-mock' })

/** As it is shipped. */
export const configSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...config,
  definitions: { ...definitions, client, api },
}

/** What may be set for a part of the twin that has no port of its own. */
const sessionMembers = [
  'profile',
  'severity',
  'sts',
  'scenario',
  'explainInResponse',
  'journalLimit',
  'journalBytes',
  'clients',
  'apis',
] as const

/** Schemas by name, which refer to each other as `#/definitions/<name>`. */
export const namedSchemas = {
  ...definitions,
  client,
  api,
  sessionOptions: Type.Object(
    Object.fromEntries(sessionMembers.map((name) => [name, members[name] as object])) as never,
    {
      ...closed,
      description: 'what differs from the twin that it is a session of',
    },
  ),
}

/** The schema of a part of the configuration, standing on its own. */
export function schemaOf(part: 'client' | 'api'): object {
  return { $ref: `#/definitions/${part}`, definitions: { ...definitions, client, api } }
}

/** The JSON Schema of the configuration; editors show its descriptions. */
import { Type } from '@sinclair/typebox'
import { metadataVersions, stsOrEnvironmentNames } from 'helseid-contract'
import { ownEndpointRules, profileNames, rules } from 'helseid-contract/rules'
import { byName, closed, flag, oneOf, optional, orgnr, orgnrs, text, texts, titled } from './schema-parts.ts'

// The first form of a union is the one that the control plane's OpenAPI document describes.
const stsOrEnvironment = titled('StsOrEnvironment', oneOf(stsOrEnvironmentNames))
const sts = Type.Union([Type.Array(stsOrEnvironment), stsOrEnvironment], {
  description: 'STSs where it is registered, by STS or environment name; default: all',
})

/** A member of a JWK: null and empty text mean that it is absent, as .NET's `JsonWebKey` writes it. */
const textOrAbsent = (description?: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], ...(description && { description }) })

/** Schemas that are used in several places. */
const definitions = {
  profile: oneOf(profileNames, 'how strictly rules are enforced'),
  metadataVersion: oneOf(metadataVersions, 'a recorded metadata document, by its month'),
  severity: byName(
    [...rules, ...ownEndpointRules.map(([, rule]) => rule)].map(({ id }) => id),
    titled('Severity', oneOf(['reject', 'warn', 'off'])),
    'severities that override the profile’s, by rule id',
  ),
  jwk: Type.Object(
    optional({
      kty: textOrAbsent(),
      kid: textOrAbsent('default with x5c: SHA-1 thumbprint of the certificate in upper-case hex'),
      alg: textOrAbsent(),
      x5c: Type.Unsafe<string[] | null>({
        type: ['array', 'null'],
        items: text(),
        description: 'certificate chain in base64 DER, leaf certificate first',
      }),
      exp: Type.Unsafe<number | null>({
        type: ['number', 'null'],
        description: 'expiry of the key, in epoch seconds; default: that of its certificate, otherwise never',
      }),
      origin: titled('KeyOrigin', oneOf(['Api', 'Gui'], 'how the key was added at Selvbetjening; default: Gui')),
    }),
    { description: 'a public JWK, or a certificate in x5c; other members are allowed', additionalProperties: true },
  ),
}
const ref = (name: keyof typeof definitions | 'client' | 'api') =>
  Type.Unsafe<object>({ $ref: `#/definitions/${name}` })

const client = Type.Object(
  {
    clientId: text(),
    scopes: texts('API scopes granted to the client'),
    ...optional({
      name: text('value of the claim helseid://claims/client/client_name; default: the client id'),
      sts,
      jwks: Type.Object(
        { keys: Type.Array(ref('jwk')) },
        { title: 'JwkSet', description: 'public keys for private_key_jwt' },
      ),
      certificates: texts('certificates whose keys sign client assertions, in PEM or base64 DER'),
      tenancy: titled('Tenancy', oneOf(['none', 'single-tenant', 'multi-tenant'], 'default: none')),
      parent: orgnr('the organisation number of a single-tenant client, included in every token'),
      children: orgnrs('organisation numbers of the units that a single-tenant client may name'),
      supplier: orgnr('the organisation number of a multi-tenant client’s supplier'),
      delegations: orgnrs('organisations that have delegated to the supplier in Altinn; default: all'),
      termsNotAccepted: texts('scopes whose terms of use are not accepted; withheld as rejected_scope'),
      pendingScopes: texts('scopes requested at Selvbetjening but not granted yet'),
      audienceSpecificClientClaims: Type.Array(
        Type.Object(
          { key: text('<audience>/client/claims/<name>'), value: text() },
          { ...closed, title: 'AudienceClaim' },
        ),
        { description: 'claims included in its tokens for the API that defines them' },
      ),
      redirectUris: texts('URIs that users may be sent to after login'),
      postLogoutRedirectUris: texts('URIs that users may be sent to after logout'),
      draft: Type.Object(
        {
          redirectUri: text('URI that the user is sent to after confirmation'),
          ...optional({
            draftedAt: Type.Integer({
              description: 'when the draft was made, in epoch seconds; default: never expires',
            }),
            decision: titled('DraftDecision', oneOf(['confirmed', 'declined'], 'default: awaits a decision')),
          }),
        },
        {
          ...closed,
          title: 'ClientDraft',
          description: 'marks a client that was drafted at Selvbetjening; set by the twin',
        },
      ),
      sfmId: text('journal id of a single-tenant SFM client'),
      grantTypes: texts('default: client_credentials'),
      requireDpop: flag('default: true'),
      enabled: flag('default: true'),
      legacyAuth: flag('lets the client authenticate with clientSecret, which HelseID rejects; default: false'),
      clientSecret: text(),
      profile: ref('profile'),
      severity: ref('severity'),
    }),
  },
  { ...closed, description: 'a client as registered with HelseID' },
)

const api = Type.Object(
  {
    audience: text('for example nhn:msh'),
    ...optional({
      scopes: texts('additional scopes of the API; those granted to clients need not be listed'),
      sts,
      tokenLifetime: Type.Integer({ minimum: 1, description: 'lifetime of its tokens in seconds; default: 600' }),
      claims: texts('client claims included in its tokens; default: all that are known'),
      extraClaims: Type.Record(Type.String(), Type.Unknown(), { description: 'additional claims in its tokens' }),
      requireDpop: flag(
        'refuses to issue Bearer tokens for it; default: false; false also makes an API of the twin require Bearer',
      ),
      tokenTyp: titled('TokenTyp', oneOf(['at+jwt', 'JWT'], 'typ of its tokens; default: at+jwt')),
    }),
  },
  { ...closed, description: 'an API whose tokens differ from the default' },
)

const members = optional({
  $schema: Type.String(),
  port: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    description: 'port to listen on, 0 for any free one; default: 8080',
  }),
  host: text('address to listen on; default: both loopback addresses'),
  issuer: Type.String({
    pattern: '^https?://',
    description: 'an http or https origin, used for every issuer; default: that of the request',
  }),
  profile: Type.Union([ref('profile'), byName(stsOrEnvironmentNames, ref('profile'))], {
    description: 'one profile for all STSs, or one by STS or environment; default: today',
  }),
  metadata: Type.Union([ref('metadataVersion'), byName(stsOrEnvironmentNames, ref('metadataVersion'))], {
    description: 'the metadata that all STSs publish, or one by STS or environment; default: 2025-12',
  }),
  severity: ref('severity'),
  sts: byName(
    stsOrEnvironmentNames,
    Type.Object({ severity: Type.Optional(ref('severity')) }, { ...closed, title: 'StsOptions' }),
    'settings of single STSs, by STS or environment',
  ),
  tls: flag('serves HTTPS; default: false'),
  tlsNames: texts('DNS names or IP addresses to serve over TLS, in addition to localhost and HelseID’s real hostnames'),
  tlsCa: text(
    'folder of a certificate authority created with helseid-mock ca create, or its certificate and key in PEM',
  ),
  dataDir: text('folder that keeps signing keys and registered clients across restarts; default: none, memory only'),
  signingKeys: oneOf(
    ['demo', 'generated'],
    'default: generated with a data directory or when other machines can reach the twin, otherwise demo',
  ),
  trustProxy: flag('takes host and scheme of a request from X-Forwarded-Host and X-Forwarded-Proto; default: false'),
  scenario: text(
    'scenario that acts on every request from the start; parameters follow a semicolon: slow-answer;seconds=5',
  ),
  explainInResponse: flag('adds the reason of a refusal to error_description; default: false'),
  logFormat: oneOf(['text', 'json'], 'default: text'),
  demoClient: flag('registers the demo client, whose private key is published; default: true'),
  exitWithParent: flag(
    'whether the command serve stops when its standard input is closed or its parent process has ended; default: if standard input is a pipe or a socket, and the parent is neither process 0 nor 1',
  ),
  open: flag('opens the workbench in the browser of this machine when the command serve is ready; default: false'),
  control: flag('serves the control plane /_mock; default: true'),
  controlToken: Type.String({
    minLength: 8,
    maxLength: 1024,
    pattern: '^[\\x21-\\x7e]*$',
    description:
      'token that the control plane requires as Authorization: Bearer, and the test-token service and client drafts as their key: 8 to 1024 printable ASCII characters without spaces; default: none',
  }),
  allowHosts: Type.Array(
    Type.String({ pattern: '^[^\\s*]+$', description: 'a host name such as twin.example; * is not one' }),
    {
      description:
        'further host names with a dot at which the control plane answers without a control token; default: none',
    },
  ),
  allowOrigins: Type.Array(
    Type.String({ pattern: '^https?://[^\\s/?#@]+$', description: 'an origin such as http://localhost:5173' }),
    { description: 'origins of web pages that may use the control plane; default: none' },
  ),
  journalLimit: Type.Integer({ minimum: 1, description: 'number of requests that the journal keeps; default: 1000' }),
  journalBytes: Type.Integer({
    minimum: 1,
    description: 'number of bytes that the journal keeps; default: 33554432 (32 MiB)',
  }),
  maxConnections: Type.Integer({
    minimum: 1,
    description:
      'number of open connections; beyond it, the oldest that has not sent a request is closed; default: 2000',
  }),
  clients: Type.Array(ref('client')),
  apis: Type.Array(ref('api')),
})

const config = Type.Object(members, { ...closed, title: 'Configuration of helseid-mock' })

/** The schema that is published with the package. */
export const configSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...config,
  definitions: { ...definitions, client, api },
}

/** Options that a session can override. */
const sessionMembers = [
  'profile',
  'metadata',
  'severity',
  'sts',
  'scenario',
  'explainInResponse',
  'journalLimit',
  'journalBytes',
  'clients',
  'apis',
] as const

/** Schemas by name; they refer to each other as `#/definitions/<name>`. */
export const namedSchemas = {
  ...definitions,
  client,
  api,
  sessionOptions: Type.Object(
    Object.fromEntries(sessionMembers.map((name) => [name, members[name] as object])) as never,
    {
      ...closed,
      description: 'options that differ from those of the twin',
    },
  ),
}

/** The self-contained schema of one part of the configuration. */
export function schemaOf(part: 'client' | 'api'): object {
  return { $ref: `#/definitions/${part}`, definitions: { ...definitions, client, api } }
}

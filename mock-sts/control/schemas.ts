/** The schemas of the control plane’s request and response bodies. */
import { Type } from '@sinclair/typebox'
import { stsNames, stsOrEnvironmentNames } from 'helseid-contract'
import { asksAbout } from 'helseid-contract/rules'
import { namedSchemas } from '../config/schema.ts'
import { byName, closed, flag, oneOf, optional, text, texts } from '../config/schema-parts.ts'
import { endpointNames } from '../journal/journal.ts'
import { proofFaults } from '../mint/proof-faults.ts'
import { groups } from '../scenarios/groups.ts'
import { shownAt } from '../scenarios/shown-at.ts'

const anything = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })
const ref = (name: string) => Type.Unsafe<object>({ $ref: `#/definitions/${name}` })
const listOf = (member: string, name: string) => Type.Object({ [member]: Type.Array(ref(name)) }, closed)

const time = Type.Union(
  [Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)$' }), Type.Integer()],
  { description: 'a time in ISO 8601 such as 2026-12-01T09:00:00Z, or in epoch milliseconds' },
)

/** Request bodies. */
const bodies = {
  scenarioUse: Type.Object(
    optional({
      name: text('name of one scenario'),
      sequence: Type.Array(Type.Union([text(), Type.Null()]), {
        minItems: 1,
        description: 'names of scenarios that act in turn; null leaves one request unchanged',
      }),
      clientId: text('acts on this client only'),
      sts: oneOf(stsOrEnvironmentNames, 'acts at this STS only'),
      times: Type.Integer({
        minimum: 1,
        description: 'how many times each scenario acts; default: once each in a sequence, otherwise until cleared',
      }),
      parameters: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
    }),
    {
      ...closed,
      description:
        'a scenario or a sequence of them, and the requests that it acts on; either name or sequence is required',
    },
  ),
  clockMove: Type.Object(
    optional({
      reset: Type.Literal(true, { description: 'returns to real time' }),
      set: time,
      advance: Type.Object(
        optional({ days: Type.Number(), hours: Type.Number(), minutes: Type.Number(), seconds: Type.Number() }),
        { ...closed, minProperties: 1 },
      ),
      freeze: Type.Union([Type.Boolean(), time], {
        description: 'true or a time: stops the clock now or at that time; false: lets it run on from there',
      }),
      incoming: oneOf(
        ['real time', 'twin'],
        'the time that incoming assertions and proofs are judged by; default: real time',
      ),
    }),
    { ...closed, minProperties: 1, description: 'changes of the twin’s clock' },
  ),
  keyChange: Type.Object(
    {
      do: oneOf(
        ['publish', 'activate', 'retire', 'rotate', 'reset'],
        'publish: generates a key and adds it to the JWKS; activate: signs with it; retire: removes it from the JWKS; rotate: publishes and activates a new key; reset: returns to the first key',
      ),
      ...optional({ sts: oneOf(stsOrEnvironmentNames), kid: text('kid of the key to activate or retire') }),
    },
    { ...closed, description: 'a change of the signing keys' },
  ),
  mintOptions: Type.Object(
    optional({
      sts: oneOf(stsOrEnvironmentNames),
      issuer: Type.String({
        description: 'issuer that the API expects, an http or https URL; default: that of the STS at this address',
      }),
      audience: Type.Union([text(), Type.Array(text())], { description: 'an audience, or a list of them' }),
      scopes: texts(),
      clientId: text(),
      organization: Type.Object(optional({ parent: text(), child: text(), supplier: text() }), closed),
      lifetime: Type.Integer({
        description:
          'in seconds; 0 or less: the token expired that long ago, and iat and nbf are earlier still; default: that of the API, or 600 if the API is not registered',
      }),
      claims: anything('claims to add or override; null removes a claim'),
      header: anything('header members to add or override; null removes a member'),
      broken: texts('names of scenarios that break the token; only those that act on the access token'),
      bearer: flag('issues a Bearer token, which is not bound to a key; default: false'),
      proofKey: anything('private JWK (EC or RSA) that the token is bound to; default: a new EC key'),
      proof: Type.Object(
        {
          url: Type.String({ pattern: '^https?://', description: 'an http or https URL' }),
          ...optional({ method: text(), broken: oneOf(Object.keys(proofFaults)), nonce: text() }),
        },
        closed,
      ),
    }),
    { ...closed, description: 'the token to mint' },
  ),
}

const severity = oneOf(['reject', 'warn', 'off'])
const source = Type.Object({ reference: Type.String(), url: Type.Optional(Type.String()) }, closed)
const rule = {
  id: Type.String(),
  requires: Type.String(),
  at: Type.String({
    description:
      'path of the member that the rule checks, or of the offending member, such as assertion.claims.aud or form.scope',
  }),
  status: oneOf(['confirmed', 'likely', 'unknown'], 'how certain it is that HelseID requires it'),
  source,
}
const requestMembers = {
  id: Type.String(),
  at: Type.Integer({ description: 'in epoch milliseconds of the twin’s clock' }),
  sts: oneOf(stsNames),
  endpoint: oneOf(endpointNames, 'the endpoint that was called'),
  method: Type.String(),
  url: Type.String(),
  status: Type.Integer(),
  ...optional({
    clientId: Type.String({ description: 'the client id in the request, registered or not' }),
    error: Type.String({ description: 'error code of the response' }),
    scenario: Type.String({ description: 'the scenario that acted on the request' }),
    outcome: oneOf(['accepted', 'refused']),
    broken: Type.Array(ref('verdictRule'), { description: 'broken rules that reject or warn, the deciding one first' }),
  }),
}

/** Response bodies. */
const answers = {
  problem: Type.Object(
    {
      title: Type.String(),
      status: Type.Integer(),
      detail: Type.String(),
      ...optional({
        errors: Type.Array(
          Type.Object(
            {
              detail: Type.String(),
              ...optional({
                pointer: Type.String({ description: 'JSON pointer into the body, as a URI fragment' }),
                parameter: Type.String({ description: 'name of the query parameter' }),
              }),
            },
            closed,
          ),
        ),
      }),
    },
    { ...closed, description: 'what is wrong and how to fix it (RFC 9457)' },
  ),
  verdictRule: Type.Object(
    {
      ...rule,
      severity,
      outcome: oneOf(['passed', 'broken', 'not evaluated']),
      ...optional({
        expected: Type.String(),
        seen: Type.String(),
        fix: Type.String(),
        value: Type.Unknown({ description: 'the correct value of the member at `at`, if there is exactly one' }),
        because: Type.String(),
      }),
    },
    closed,
  ),
  verdict: Type.Object(
    {
      outcome: oneOf(['accepted', 'refused']),
      rules: Type.Array(ref('verdictRule'), { description: 'every rule, in HelseID’s order' }),
      answer: Type.Optional(
        Type.Object(
          { error: Type.String(), rule: Type.String(), description: Type.Optional(Type.String()) },
          { ...closed, description: 'the error in the response, and the rule that decided it' },
        ),
      ),
    },
    closed,
  ),
  requestSummary: Type.Object(requestMembers, closed),
  request: Type.Object(
    { ...requestMembers, verdict: Type.Optional(ref('verdict')), received: Type.Optional(ref('received')) },
    closed,
  ),
  received: Type.Object(
    {
      requestLine: Type.String(),
      headers: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 })),
      body: Type.Optional(Type.String({ description: 'decoded as UTF-8; …/raw has the bytes' })),
    },
    { ...closed, description: 'the request as received, without secrets' },
  ),
  requests: Type.Object(
    {
      requests: Type.Array(ref('requestSummary'), { description: 'oldest first' }),
      dropped: Type.Integer({ description: 'number of requests that the journal has dropped, oldest first' }),
      reached: Type.Optional(
        Type.Boolean({ description: 'with `count`: whether enough requests matched before the wait ended' }),
      ),
    },
    closed,
  ),
  clients: listOf('clients', 'shownClient'),
  shownClient: anything('a registered client, without its secret'),
  apis: listOf('apis', 'api'),
  scenario: Type.Object(
    {
      name: Type.String(),
      happens: Type.String({ description: 'when it happens in reality' }),
      group: oneOf(groups, 'the group that it is listed in'),
      shows: oneOf(Object.keys(shownAt), 'where a client sees it'),
      goodClient: Type.String({ description: 'how a good client reacts' }),
      at: Type.String({ description: 'where it acts' }),
      unknown: Type.Optional(Type.String({ description: 'what is unknown about the real response' })),
      wayBack: Type.Optional(Type.String({ description: 'how to undo what outlives the scenario' })),
      ...optional({
        cases: Type.Array(Type.String()),
        parameters: Type.Record(
          Type.String(),
          Type.Object(
            { description: Type.String(), default: Type.Number(), ...optional({ maximum: Type.Number() }) },
            closed,
          ),
        ),
      }),
    },
    closed,
  ),
  scenarioInUse: Type.Object(
    {
      sequence: Type.Array(Type.Union([Type.String(), Type.Null()])),
      ...optional({
        clientId: Type.String(),
        sts: Type.String(),
        times: Type.Integer(),
        parameters: Type.Record(Type.String(), Type.Number()),
      }),
    },
    { ...closed, description: 'a use of scenarios, with the turns that are left' },
  ),
  scenarios: Type.Object({ scenarios: Type.Array(ref('scenario')), inUse: Type.Array(ref('scenarioInUse')) }, closed),
  scenariosInUse: Type.Object(
    {
      inUse: Type.Array(ref('scenarioInUse')),
      notes: Type.Optional(Type.Array(Type.String(), { description: 'what is allowed but probably a mistake' })),
    },
    closed,
  ),
  minted: Type.Object(
    {
      accessToken: Type.String(),
      proofKey: anything('private JWK that the token is bound to'),
      claims: anything('claims of the access token'),
      proof: Type.Optional(Type.String({ description: 'value of the DPoP header' })),
    },
    closed,
  ),
  clock: Type.Object(
    {
      now: Type.String({ description: 'the twin’s time, ISO 8601' }),
      incoming: Type.String({ description: 'the time that incoming assertions and proofs are judged by, ISO 8601' }),
    },
    closed,
  ),
  key: Type.Object({ kid: Type.String(), state: oneOf(['published', 'active', 'retired']) }, closed),
  keys: Type.Object(
    { keys: Type.Array(ref('key')), kid: Type.Optional(Type.String({ description: 'kid of the new key' })) },
    closed,
  ),
  session: Type.Object(
    {
      id: Type.String(),
      origin: Type.String({ description: 'base URL of its STSs, its API and its control plane' }),
      issuers: byName(stsNames, { type: 'string' }),
    },
    closed,
  ),
  sessions: Type.Object({ sessions: Type.Array(Type.String(), { description: 'ids of the sessions' }) }, closed),
  rules: Type.Object(
    {
      rules: Type.Array(
        Type.Object({
          ...rule,
          needs: Type.Array(Type.String()),
          asks: Type.Optional(
            oneOf(
              Object.keys(asksAbout),
              'what the rule needs in addition to the request; absent if the request is enough',
            ),
          ),
          answer: Type.Object(
            {
              to: oneOf(
                ['body', 'page', 'client'],
                'where the error is sent: in a JSON body, on a page, or to the client by redirect',
              ),
              error: Type.String(),
              description: Type.Optional(
                Type.String({
                  description: 'absent if the response has no description, or one that depends on the request',
                }),
              ),
            },
            closed,
          ),
        }),
      ),
    },
    closed,
  ),
  registeredClient: Type.Object({ clientId: Type.String() }, closed),
  registeredApi: Type.Object({ audience: Type.String() }, closed),
}

/** Schemas by name; they refer to each other as `#/definitions/<name>`. */
export const controlSchemas: Readonly<Record<string, object>> = { ...namedSchemas, ...bodies, ...answers }

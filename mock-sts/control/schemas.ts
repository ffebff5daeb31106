/** The schemas of what the control plane takes and gives. */
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
  { description: 'ISO 8601 such as 2026-12-01T09:00:00Z, or epoch milliseconds' },
)

/** What is sent to it. */
const bodies = {
  scenarioUse: Type.Object(
    optional({
      name: text('one scenario'),
      sequence: Type.Array(Type.Union([text(), Type.Null()]), {
        minItems: 1,
        description: 'several in turn; null leaves a request alone',
      }),
      clientId: text('acts on this client alone'),
      sts: oneOf(stsOrEnvironmentNames, 'acts at this STS alone'),
      times: Type.Integer({ minimum: 1, description: 'how often each acts; default: until reset, in a sequence once' }),
      parameters: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
    }),
    { ...closed, description: 'which scenario acts on whom: needs either name or sequence' },
  ),
  clockMove: Type.Object(
    optional({
      reset: Type.Literal(true, { description: 'back to real time' }),
      set: time,
      advance: Type.Object(
        optional({ days: Type.Number(), hours: Type.Number(), minutes: Type.Number(), seconds: Type.Number() }),
        { ...closed, minProperties: 1 },
      ),
      freeze: Type.Union([Type.Boolean(), time], {
        description: 'lets it stand still, at once or at a time; false: lets it go on from there',
      }),
      incoming: oneOf(
        ['real time', 'twin'],
        'by which time incoming assertions and proofs are judged; default: real time',
      ),
    }),
    { ...closed, minProperties: 1, description: 'what to do to the twin’s clock' },
  ),
  keyChange: Type.Object(
    {
      do: oneOf(['publish', 'activate', 'retire', 'rotate'], 'rotate: publish a key and let it sign'),
      ...optional({ sts: oneOf(stsOrEnvironmentNames), kid: text('of the key to activate or retire') }),
    },
    { ...closed, description: 'what to do to the signing keys' },
  ),
  mintOptions: Type.Object(
    optional({
      sts: oneOf(stsOrEnvironmentNames),
      audience: Type.Union([text(), Type.Array(text())], { description: 'an audience, or a list of them' }),
      scopes: texts(),
      clientId: text(),
      organization: Type.Object(optional({ parent: text(), child: text(), supplier: text() }), closed),
      lifetime: Type.Integer({ description: 'seconds; default: that of the API, 600 where the STS does not know it' }),
      claims: anything('claims in the place of these, or besides them; null leaves one out'),
      header: anything('the same for the header'),
      broken: texts('scenarios that act at the access token'),
      bearer: flag('bound to no key; default: false'),
      proofKey: anything('private JWK, EC or RSA, that the token is bound to; default: a new one'),
      proof: Type.Object(
        {
          url: Type.String({ pattern: '^https?://', description: 'an address' }),
          ...optional({ method: text(), broken: oneOf(Object.keys(proofFaults)), nonce: text() }),
        },
        closed,
      ),
    }),
    { ...closed, description: 'a token to be minted' },
  ),
}

const severity = oneOf(['reject', 'warn', 'off'])
const source = Type.Object({ reference: Type.String(), url: Type.Optional(Type.String()) }, closed)
const rule = {
  id: Type.String(),
  requires: Type.String(),
  at: Type.String({
    description:
      'where it looks, for a broken rule the offending member: a path such as assertion.claims.aud or form.scope',
  }),
  status: oneOf(['confirmed', 'likely', 'unknown'], 'how well it is known that HelseID requires it'),
  source,
}
const requestMembers = {
  id: Type.String(),
  at: Type.Integer({ description: 'epoch milliseconds of the twin’s clock' }),
  sts: oneOf(stsNames),
  endpoint: oneOf(endpointNames, 'what was asked for'),
  method: Type.String(),
  url: Type.String(),
  status: Type.Integer(),
  ...optional({
    clientId: Type.String({ description: 'the client that the request names, registered or not' }),
    error: Type.String({ description: 'error of the answer' }),
    scenario: Type.String({ description: 'the scenario that acted on it' }),
    outcome: oneOf(['accepted', 'refused']),
    broken: Type.Array(ref('verdictRule'), { description: 'rules that reject or warn, the deciding one first' }),
  }),
}

/** What it answers. */
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
    { ...closed, description: 'what is wrong and what to change (RFC 9457)' },
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
        value: Type.Unknown({ description: 'the right value of the member at `at`, where exactly one exists' }),
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
          { ...closed, description: 'the error answered, and the rule that decided it' },
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
      body: Type.Optional(Type.String({ description: 'as UTF-8; the bytes are at …/raw' })),
    },
    { ...closed, description: 'the request as it came in, without secrets' },
  ),
  requests: Type.Object(
    {
      requests: Type.Array(ref('requestSummary'), { description: 'oldest first' }),
      dropped: Type.Integer({ description: 'how many the journal has dropped, the oldest first' }),
      reached: Type.Optional(
        Type.Boolean({ description: 'with count: whether there are as many, or the wait was over first' }),
      ),
    },
    closed,
  ),
  clients: listOf('clients', 'shownClient'),
  shownClient: anything('a client as it is registered, without its secret'),
  apis: listOf('apis', 'api'),
  scenario: Type.Object(
    {
      name: Type.String(),
      happens: Type.String({ description: 'when it happens in reality' }),
      group: oneOf(groups, 'the list in which a person looks for it'),
      shows: oneOf(Object.keys(shownAt), 'where a client sees it'),
      goodClient: Type.String({ description: 'what a good client does then' }),
      at: Type.String({ description: 'where it acts' }),
      unknown: Type.Optional(Type.String({ description: 'what of it is not known of HelseID' })),
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
    { ...closed, description: 'what is left of a use, in order' },
  ),
  scenarios: Type.Object({ scenarios: Type.Array(ref('scenario')), inUse: Type.Array(ref('scenarioInUse')) }, closed),
  scenariosInUse: listOf('inUse', 'scenarioInUse'),
  minted: Type.Object(
    {
      accessToken: Type.String(),
      proofKey: anything('private JWK of the key that the token is bound to'),
      claims: anything('of the access token'),
      proof: Type.Optional(Type.String({ description: 'for the header DPoP' })),
    },
    closed,
  ),
  clock: Type.Object(
    {
      now: Type.String({ description: 'the twin’s time, ISO 8601' }),
      incoming: Type.String({ description: 'by which incoming assertions and proofs are judged, ISO 8601' }),
    },
    closed,
  ),
  key: Type.Object({ kid: Type.String(), state: oneOf(['published', 'active', 'retired']) }, closed),
  keys: Type.Object(
    { keys: Type.Array(ref('key')), kid: Type.Optional(Type.String({ description: 'of the key that was made' })) },
    closed,
  ),
  session: Type.Object(
    {
      id: Type.String(),
      origin: Type.String({ description: 'below which its STSs, its API and its control plane lie' }),
      issuers: byName(stsNames, { type: 'string' }),
    },
    closed,
  ),
  sessions: Type.Object({ sessions: Type.Array(Type.String(), { description: 'ids' }) }, closed),
  rules: Type.Object(
    {
      rules: Type.Array(
        Type.Object({
          ...rule,
          needs: Type.Array(Type.String()),
          asks: Type.Optional(
            oneOf(Object.keys(asksAbout), 'what it asks besides the request; absent for the request alone'),
          ),
          answer: Type.Object(
            {
              to: oneOf(
                ['body', 'page', 'client'],
                'where the error goes: a JSON body, a page, or the client by a redirect',
              ),
              error: Type.String(),
              description: Type.Optional(Type.String({ description: 'absent also where it depends on the request' })),
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

/** By name, referring to each other as `#/definitions/<name>`. */
export const controlSchemas: Readonly<Record<string, object>> = { ...namedSchemas, ...bodies, ...answers }

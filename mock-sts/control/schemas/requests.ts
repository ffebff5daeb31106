/** Schemas of received requests. */
import { Type } from '@sinclair/typebox'
import { stsNames } from 'helseid-contract'
import { closed, oneOf, optional } from '../../config/schema-parts.ts'
import { endpointNames } from '../../journal/journal.ts'
import { formatBytes, limits } from '../../limits.ts'
import { outcome } from './names.ts'
import { anything, ref } from './parts.ts'

const requestMembers = {
  id: Type.String(),
  flow: Type.String({ description: 'id of the flow that it belongs to, which is the id of the first request in it' }),
  at: Type.Integer({ description: 'in epoch milliseconds of the twin’s clock' }),
  sts: oneOf(stsNames),
  endpoint: oneOf(endpointNames, 'the endpoint that was called'),
  method: Type.String(),
  url: Type.String(),
  status: Type.Integer(),
  ...optional({
    clientId: Type.String({ description: 'the client id in the request, registered or not' }),
    error: Type.String({ description: 'error code of the response' }),
    scenario: Type.String({
      description: 'name of the scenario that acted on the request; a later version of the twin may have more',
    }),
    outcome: outcome('whether the rules accept the token request; a scenario may answer otherwise'),
    broken: Type.Array(ref('verdictRule'), { description: 'broken rules that reject or warn, the deciding one first' }),
    decidedBy: Type.Object(
      optional({
        scenario: Type.String({ description: 'the scenario, whose answer differs from that of the rules' }),
        rule: Type.String({ description: 'id of the rule that was broken' }),
      }),
      { ...closed, description: 'what decided a judged request that got no success: a scenario or a rule' },
    ),
  }),
}

export const requestSchemas = {
  requestSummary: Type.Object(requestMembers, closed),
  receivedRequest: Type.Object(
    {
      ...requestMembers,
      ...optional({
        verdict: ref('verdict'),
        received: ref('rawRequest'),
        response: ref('sentResponse'),
        decoded: ref('decodedParts'),
        corrected: ref('correctedRequest'),
        lastAccepted: Type.String({
          description: 'of a refused token request: id of the last one of this client that was accepted before it',
        }),
      }),
    },
    closed,
  ),
  sentResponse: Type.Object(
    {
      status: Type.Integer({ description: '0 if the connection was broken instead' }),
      headers: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 })),
      body: Type.Optional(
        Type.String({
          description: `absent if it is longer than ${formatBytes(limits.storedAnswer.value)}; tokens are not secrets`,
        }),
      ),
    },
    {
      ...closed,
      description: 'the response as sent, without secrets',
      examples: [
        {
          status: 400,
          headers: [['Content-Type', 'application/json; charset=UTF-8']],
          body: '{"error":"invalid_client"}',
        },
      ],
    },
  ),
  decodedJwt: Type.Object(
    {
      compact: Type.String(),
      ...optional({
        header: anything('its header'),
        claims: anything('its claims'),
        unreadable: Type.String({ description: 'why it has no header and claims' }),
      }),
    },
    {
      ...closed,
      examples: [{ compact: 'eyJ0…', header: { alg: 'PS256' }, claims: { aud: 'http://localhost:8080/test' } }],
    },
  ),
  decodedParts: Type.Object(
    optional({ assertion: ref('decodedJwt'), proof: ref('decodedJwt'), accessToken: ref('decodedJwt') }),
    {
      ...closed,
      description:
        'the JWTs of the request, and the access token that it presents or that the response has; not verified',
      examples: [{ proof: { compact: 'eyJ0…', unreadable: 'it has 2 parts instead of 3' } }],
    },
  ),
  correctedRequest: Type.Object(
    {
      changes: Type.Array(Type.Object({ rule: Type.String(), at: Type.String(), value: Type.Unknown() }, closed), {
        description: 'the right values, by the rules that were broken',
      }),
      byHand: Type.Array(Type.String(), {
        description: 'ids of the broken rules without a single right value; their `fix` says what to do',
      }),
      curl: Type.String({
        description: 'a command that sends the corrected request; JWTs have to be signed again and are shell variables',
      }),
      ...optional({
        assertion: ref('unsignedJwt'),
        proof: ref('unsignedJwt'),
        canSign: Type.Boolean({ description: 'whether the twin has the key of the client: see getSignedCurl' }),
      }),
    },
    {
      ...closed,
      description: 'what to send instead of a request that broke rules',
      examples: [
        {
          changes: [{ rule: 'aud-is-issuer', at: 'assertion.claims.aud', value: 'http://localhost:8080/test' }],
          byHand: [],
          curl: 'curl \'http://localhost:8080/test/connect/token\' \\\n  -H "DPoP: $DPOP_PROOF"',
        },
      ],
    },
  ),
  unsignedJwt: Type.Object(
    { header: anything('its header'), claims: anything('its claims') },
    { ...closed, examples: [{ header: { alg: 'PS256' }, claims: { aud: 'http://localhost:8080/test' } }] },
  ),
  rawRequest: Type.Object(
    {
      requestLine: Type.String(),
      headers: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 })),
      body: Type.Optional(Type.String({ description: 'decoded as UTF-8; …/raw has the bytes' })),
    },
    { ...closed, description: 'the request as received, without secrets' },
  ),
  requestList: Type.Object(
    {
      requests: Type.Array(ref('requestSummary'), { description: 'oldest first' }),
      dropped: Type.Integer({ description: 'number of requests that the journal has dropped, oldest first' }),
      reached: Type.Optional(
        Type.Boolean({ description: 'with `count`: whether enough requests matched before the wait ended' }),
      ),
    },
    closed,
  ),
  verdict: Type.Object(
    {
      outcome: outcome('whether the token request was accepted'),
      rules: Type.Array(ref('verdictRule'), { description: 'every rule, in HelseID’s order' }),
      answer: Type.Optional(
        Type.Object(
          { error: Type.String(), rule: Type.String(), description: Type.Optional(Type.String()) },
          {
            ...closed,
            title: 'VerdictAnswer',
            description: 'the error in the response, and the rule that decided it',
          },
        ),
      ),
    },
    closed,
  ),
}

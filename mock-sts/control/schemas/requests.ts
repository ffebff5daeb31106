/** Schemas of received requests. */
import { Type } from '@sinclair/typebox'
import { stsNames } from 'helseid-contract'
import { closed, oneOf, optional } from '../../config/schema-parts.ts'
import { endpointNames } from '../../journal/journal.ts'
import { outcome } from './names.ts'
import { ref } from './parts.ts'

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
    scenario: Type.String({ description: 'the scenario that acted on the request' }),
    outcome: outcome('whether the token request was accepted'),
    broken: Type.Array(ref('verdictRule'), { description: 'broken rules that reject or warn, the deciding one first' }),
  }),
}

export const requestSchemas = {
  requestSummary: Type.Object(requestMembers, closed),
  receivedRequest: Type.Object(
    { ...requestMembers, verdict: Type.Optional(ref('verdict')), received: Type.Optional(ref('rawRequest')) },
    closed,
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

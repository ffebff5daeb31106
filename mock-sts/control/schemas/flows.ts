/** Schemas of flows. */
import { Type } from '@sinclair/typebox'
import { stsNames } from 'helseid-contract'
import { closed, oneOf } from '../../config/schema-parts.ts'
import { outcomes } from '../../journal/outcome.ts'
import { epochTime, ref } from './parts.ts'

const flowExample = {
  id: 'b8a0',
  at: 1795424400000,
  lastAt: 1795424400042,
  sts: 'test',
  clientId: 'ehr-1',
  outcome: 'accepted',
  statuses: [400, 200],
  count: 2,
  requests: [
    {
      id: 'b8a0',
      flow: 'b8a0',
      at: 1795424400000,
      sts: 'test',
      endpoint: 'token',
      method: 'POST',
      url: 'http://localhost:8080/test/connect/token',
      clientId: 'ehr-1',
      status: 400,
      error: 'use_dpop_nonce',
      outcome: 'refused',
      broken: [],
    },
  ],
}

export const flowSchemas = {
  flow: Type.Object(
    {
      id: Type.String({ description: 'id of its first request' }),
      at: epochTime('time of its first request'),
      lastAt: epochTime('time of its last request'),
      sts: oneOf(stsNames),
      clientId: Type.Optional(Type.String({ description: 'the client id in its requests, registered or not' })),
      outcome: oneOf(
        outcomes,
        'outcome of the flow, decided by its last request; warned: accepted, but a rule that warns is broken; challenged: only the challenge has arrived; answered: nothing was judged',
      ),
      statuses: Type.Array(Type.Integer(), { description: 'statuses of the responses, oldest first' }),
      count: Type.Integer({ description: 'number of its requests' }),
      requests: Type.Array(ref('requestSummary'), {
        description: 'its requests, oldest first; in the list of flows only the newest ten',
      }),
    },
    { ...closed, description: 'requests that belong together', examples: [flowExample] },
  ),
  flows: Type.Object(
    {
      flows: Type.Array(ref('flow'), { description: 'newest first' }),
      matching: Type.Integer({ description: 'number of flows that match the filter, on all pages' }),
      byOutcome: Type.Object(Object.fromEntries(outcomes.map((outcome) => [outcome, Type.Integer()])), {
        ...closed,
        description: 'number of flows that match the filter without `outcome`, by outcome',
      }),
      more: Type.Boolean({ description: 'whether there are older ones: ask again with `before`' }),
      dropped: Type.Integer({ description: 'number of requests that the journal has dropped, oldest first' }),
    },
    {
      ...closed,
      description: 'a page of flows',
      examples: [
        {
          flows: [flowExample],
          matching: 1,
          byOutcome: { accepted: 1, warned: 0, refused: 0, challenged: 0, answered: 0 },
          more: false,
          dropped: 0,
        },
      ],
    },
  ),
}

/** Paths of received requests. */
import { Type } from '@sinclair/typebox'
import { oneOf, text } from '../../config/schema-parts.ts'
import { endpointNames } from '../../journal/journal.ts'
import {
  conflict,
  inPath,
  inQuery,
  json,
  linkKey,
  noContent,
  notFound,
  type Paths,
  plain,
  problem,
  withLinks,
} from '../openapi-parts.ts'
import { outcome, ruleId, scenarioName, stsOrEnvironment } from '../schemas/names.ts'

/** The longest allowed `wait`, in seconds. */
const maxWait = 60

const filters = [
  inQuery('endpoint', 'Endpoint that was called; default: token.', oneOf([...endpointNames, 'any'])),
  inQuery('sts', 'STS or environment name.', stsOrEnvironment()),
  inQuery('clientId', 'Client id in the request.', text()),
  inQuery('status', 'HTTP status of the response.', Type.Integer()),
  inQuery('outcome', 'Outcome of the verdict.', outcome()),
  inQuery('error', 'Error code of the response.', text()),
  inQuery('scenario', 'Scenario that acted on the request.', scenarioName),
  inQuery('brokenRule', 'Id of a rule that the request broke, whether the rule rejects or only warns.', ruleId),
  inQuery('after', 'Id of a request: returns only later requests, or all if the journal has dropped it.', text()),
]

export const requestPaths: Paths = {
  '/requests': {
    get: {
      operationId: 'listRequests',
      summary: 'List requests, by default those to the token endpoint; with `count`, wait until enough have arrived',
      tags: ['requests'],
      parameters: [
        ...filters,
        inQuery('limit', 'Returns only this many of the newest requests.', Type.Integer({ minimum: 1 })),
        inQuery('count', 'Waits until this many requests match the filter.', Type.Integer({ minimum: 1 })),
        inQuery(
          'wait',
          'Maximum time to wait for `count`, in seconds; default: 30.',
          Type.Number({ minimum: 0, maximum: maxWait }),
        ),
      ],
      responses: {
        '200': withLinks(
          json('The matching requests.', 'requestList'),
          '/requests/0/id',
          'getRequest',
          'getRawRequest',
          'getSignedCurl',
        ),
        '429': problem('Too many requests are waiting with `count`.'),
      },
    },
    delete: {
      operationId: 'clearRequests',
      summary: 'Clear the journal',
      tags: ['requests'],
      responses: noContent,
    },
  },
  '/requests/{id}': {
    get: {
      operationId: 'getRequest',
      summary: 'Get a request with its full verdict; browsers are led to its page',
      tags: ['requests'],
      parameters: [inPath('id', 'Id of the request.'), linkKey],
      responses: {
        '200': json('The request.', 'receivedRequest'),
        ...notFound,
      },
    },
  },
  '/requests/{id}/curl': {
    get: {
      operationId: 'getSignedCurl',
      summary:
        'Get a curl command that sends a token request of the demo client again, corrected and signed; it works for ten seconds',
      tags: ['requests'],
      parameters: [inPath('id', 'Id of the request.')],
      responses: { '200': plain('The command, for a POSIX shell.', 'text/plain'), ...notFound, ...conflict },
    },
  },
  '/requests/{id}/raw': {
    get: {
      operationId: 'getRawRequest',
      summary: 'Get a request as received on the wire, without secrets; with its body for the token endpoint only',
      tags: ['requests'],
      parameters: [inPath('id', 'Id of the request.'), linkKey],
      responses: { '200': plain('The request.', 'text/plain'), ...notFound },
    },
  },
}

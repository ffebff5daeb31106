/** The operations of the control plane by path; requests are routed and validated with this table. */
import { Type } from '@sinclair/typebox'
import { stsOrEnvironmentNames } from 'helseid-contract'
import { oneOf, text } from '../config/schema-parts.ts'
import { endpointNames } from '../journal/journal.ts'
import {
  body,
  conflict,
  inPath,
  inQuery,
  json,
  noContent,
  notFound,
  type Operations,
  plain,
  problem,
  reference,
  withLinks,
} from './openapi-parts.ts'

/** The longest allowed `wait`, in seconds. */
const maxWait = 60

const filters = [
  inQuery('endpoint', 'Endpoint that was called; default: token.', oneOf([...endpointNames, 'any'])),
  inQuery('sts', 'STS or environment name.', oneOf(stsOrEnvironmentNames)),
  inQuery('clientId', 'Client id in the request.', text()),
  inQuery('status', 'HTTP status of the response.', Type.Integer()),
  inQuery('outcome', 'Outcome of the verdict.', oneOf(['accepted', 'refused'])),
  inQuery('error', 'Error code of the response.', text()),
  inQuery('scenario', 'Scenario that acted on the request.', text()),
  inQuery('brokenRule', 'Id of a rule that the request broke, whether the rule rejects or only warns.', text()),
  inQuery('after', 'Id of a request: returns only later requests, or all if the journal has dropped it.', text()),
]

export const paths: Readonly<Record<string, Operations>> = {
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
        '200': withLinks(json('The matching requests.', 'requests'), '/requests/0/id', 'getRequest', 'getRawRequest'),
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
      summary: 'Get a request with its full verdict, as JSON or as text for browsers',
      tags: ['requests'],
      parameters: [
        inPath('id', 'Id of the request.'),
        inQuery('key', 'Key of a verdict link; replaces the control token.', Type.String()),
      ],
      responses: {
        '200': {
          description: 'The request.',
          content: {
            'application/json': { schema: reference('request') },
            'text/plain': { schema: { type: 'string' } },
          },
        },
        ...notFound,
      },
    },
  },
  '/requests/{id}/raw': {
    get: {
      operationId: 'getRawRequest',
      summary: 'Get a request as received on the wire, without secrets; with its body for the token endpoint only',
      tags: ['requests'],
      parameters: [inPath('id', 'Id of the request.')],
      responses: { '200': plain('The bytes of the request.', 'message/http'), ...notFound },
    },
  },
  '/clients': {
    get: {
      operationId: 'listClients',
      summary: 'List the clients of all STSs',
      tags: ['clients'],
      responses: { '200': json('The clients.', 'clients') },
    },
    post: {
      operationId: 'registerClient',
      summary: 'Register a client, or replace the client with the same id',
      tags: ['clients'],
      ...body('client'),
      responses: {
        '201': withLinks(
          json('The client was registered.', 'registeredClient'),
          '/clientId',
          'getClient',
          'removeClient',
        ),
      },
    },
  },
  '/clients/{id}': {
    get: {
      operationId: 'getClient',
      summary: 'Get a client',
      tags: ['clients'],
      parameters: [inPath('id', 'Client id.')],
      responses: { '200': json('The client.', 'shownClient'), ...notFound },
    },
    delete: {
      operationId: 'removeClient',
      summary:
        'Remove a client from every STS; a client from the configuration returns when a configuration that contains it is next applied',
      tags: ['clients'],
      parameters: [inPath('id', 'Client id.')],
      responses: { ...noContent, ...notFound },
    },
  },
  '/clients/{id}/confirm': {
    post: {
      operationId: 'confirmClient',
      summary:
        'Confirm a client draft of Selvbetjening, as a person does on its page; to decline one, remove the client',
      tags: ['clients'],
      parameters: [inPath('id', 'Client id, as POST /v1/client-drafts returned it.')],
      responses: { '200': json('The confirmed client.', 'shownClient'), ...notFound, ...conflict },
    },
  },
  '/apis': {
    get: {
      operationId: 'listApis',
      summary: 'List the APIs whose tokens differ from the default',
      tags: ['clients'],
      responses: { '200': json('The APIs.', 'apis') },
    },
    post: {
      operationId: 'registerApi',
      summary: 'Register an API, or replace the API with the same audience',
      tags: ['clients'],
      ...body('api'),
      responses: { '201': json('The API was registered.', 'registeredApi') },
    },
  },
  '/scenarios': {
    get: {
      operationId: 'listScenarios',
      summary: 'List all scenarios and those in use',
      tags: ['scenarios'],
      responses: { '200': json('The scenarios.', 'scenarios') },
    },
    post: {
      operationId: 'useScenario',
      summary: 'Use a scenario, or several in turn; the most specific use wins',
      tags: ['scenarios'],
      ...body('scenarioUse'),
      responses: { '201': json('The scenarios in use.', 'scenariosInUse') },
    },
    delete: {
      operationId: 'clearScenarios',
      summary: 'Stop all scenarios',
      tags: ['scenarios'],
      responses: noContent,
    },
  },
  '/tokens': {
    post: {
      operationId: 'mintToken',
      summary: 'Mint an access token and a DPoP proof, valid or broken',
      tags: ['tokens'],
      ...body('mintOptions'),
      responses: { '201': json('The token.', 'minted') },
    },
  },
  '/clock': {
    get: {
      operationId: 'getClock',
      summary: 'Get the twin’s time',
      tags: ['clock'],
      responses: { '200': json('The times.', 'clock') },
    },
    post: {
      operationId: 'moveClock',
      summary: 'Set, advance, freeze or reset the twin’s clock',
      tags: ['clock'],
      ...body('clockMove'),
      responses: { '200': json('The times.', 'clock') },
    },
  },
  '/keys': {
    get: {
      operationId: 'listKeys',
      summary: 'List the signing keys of an STS',
      tags: ['keys'],
      parameters: [inQuery('sts', 'STS or environment name; default: test.', oneOf(stsOrEnvironmentNames))],
      responses: { '200': json('The keys.', 'keys') },
    },
    post: {
      operationId: 'changeKeys',
      summary: 'Publish, activate, retire or rotate a signing key, or return to the first one',
      tags: ['keys'],
      ...body('keyChange'),
      responses: { '200': json('The keys.', 'keys'), '201': json('A key was generated.', 'keys') },
    },
  },
  '/sessions': {
    get: {
      operationId: 'listSessions',
      summary: 'List the active sessions',
      tags: ['sessions'],
      responses: { '200': json('The ids of the sessions.', 'sessions') },
    },
    post: {
      operationId: 'createSession',
      summary: 'Create a session: an isolated twin within this one, which ends after ten idle minutes',
      tags: ['sessions'],
      ...body('sessionOptions', false),
      responses: { '201': withLinks(json('The session.', 'session'), '/id', 'getSession', 'endSession') },
    },
  },
  '/sessions/{id}': {
    get: {
      operationId: 'getSession',
      summary: 'Get a session with its URLs',
      tags: ['sessions'],
      parameters: [inPath('id', 'Id of the session.')],
      responses: { '200': json('The session.', 'session'), ...notFound },
    },
    delete: {
      operationId: 'endSession',
      summary: 'End a session',
      tags: ['sessions'],
      parameters: [inPath('id', 'Id of the session.')],
      responses: { ...noContent, ...notFound },
    },
  },
  '/reset': {
    post: {
      operationId: 'reset',
      summary: 'Reset the twin to its initial state',
      tags: ['twin'],
      responses: noContent,
    },
  },
  '/rules': {
    get: {
      operationId: 'listRules',
      summary: 'List all rules',
      tags: ['twin'],
      responses: { '200': json('The rules.', 'rules') },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      summary: 'Get this document',
      tags: ['twin'],
      responses: {
        '200': {
          description: 'The OpenAPI document.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
  '/ca.pem': {
    get: {
      operationId: 'getCaCertificate',
      summary: 'Get the certificate of the authority that clients have to trust',
      tags: ['twin'],
      security: [],
      responses: { '200': plain('The certificate in PEM.', 'application/x-pem-file'), ...notFound },
    },
  },
}

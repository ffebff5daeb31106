/** The operations of the control plane, by path: what is routed and validated is what stands here. */
import { Type } from '@sinclair/typebox'
import { stsOrEnvironmentNames } from 'helseid-contract'
import { oneOf, text } from '../config/schema-parts.ts'
import { endpointNames } from '../journal/journal.ts'
import {
  body,
  inPath,
  inQuery,
  json,
  noContent,
  notFound,
  type Operations,
  plain,
  reference,
  withLinks,
} from './openapi-parts.ts'

/** The longest wait for a request, in seconds. */
const maxWait = 60

const filters = [
  inQuery('endpoint', 'what was asked for; default: token', oneOf([...endpointNames, 'any'])),
  inQuery('sts', 'STS or environment', oneOf(stsOrEnvironmentNames)),
  inQuery('clientId', 'client that the request names', text()),
  inQuery('status', 'status of the answer', Type.Integer()),
  inQuery('outcome', 'outcome of the verdict', oneOf(['accepted', 'refused'])),
  inQuery('error', 'error of the answer', text()),
  inQuery('scenario', 'scenario that acted', text()),
  inQuery('brokenRule', 'rule that was broken, refused for or only warned of', text()),
  inQuery('after', 'id of a request: later ones only; all where it is no longer remembered', text()),
]

export const paths: Readonly<Record<string, Operations>> = {
  '/requests': {
    get: {
      operationId: 'listRequests',
      summary: 'The token requests that came in, or others; with `count`, as soon as there are as many',
      tags: ['requests'],
      parameters: [
        ...filters,
        inQuery('limit', 'the newest so many only', Type.Integer({ minimum: 1 })),
        inQuery('count', 'waits until so many have come in that fit the filter', Type.Integer({ minimum: 1 })),
        inQuery(
          'wait',
          'how long to wait at most, in seconds; default: 30',
          Type.Number({ minimum: 0, maximum: maxWait }),
        ),
      ],
      responses: {
        '200': withLinks(json('those that fit', 'requests'), '/requests/0/id', 'getRequest', 'getRawRequest'),
      },
    },
    delete: {
      operationId: 'clearRequests',
      summary: 'Forgets all requests',
      tags: ['requests'],
      responses: noContent,
    },
  },
  '/requests/{id}': {
    get: {
      operationId: 'getRequest',
      summary: 'A request with its whole verdict; for browsers as text',
      tags: ['requests'],
      parameters: [
        inPath('id', 'of the request'),
        inQuery('key', 'of a verdict link: stands for the control token', Type.String()),
      ],
      responses: {
        '200': {
          description: 'the request',
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
      summary: 'A request as it stood on the wire, without secrets; its body at the token endpoint only',
      tags: ['requests'],
      parameters: [inPath('id', 'of the request')],
      responses: { '200': plain('its bytes', 'message/http'), ...notFound },
    },
  },
  '/clients': {
    get: {
      operationId: 'listClients',
      summary: 'Every client that some STS knows',
      tags: ['clients'],
      responses: { '200': json('the clients', 'clients') },
    },
    post: {
      operationId: 'registerClient',
      summary: 'Registers a client, or replaces the one with its id',
      tags: ['clients'],
      ...body('client'),
      responses: {
        '201': withLinks(json('registered', 'registeredClient'), '/clientId', 'getClient', 'removeClient'),
      },
    },
  },
  '/clients/{id}': {
    get: {
      operationId: 'getClient',
      summary: 'How a client is registered',
      tags: ['clients'],
      parameters: [inPath('id', 'client id')],
      responses: { '200': json('the client', 'shownClient'), ...notFound },
    },
    delete: {
      operationId: 'removeClient',
      summary: 'Takes a client out of every STS, until the twin is configured anew',
      tags: ['clients'],
      parameters: [inPath('id', 'client id')],
      responses: { ...noContent, ...notFound },
    },
  },
  '/apis': {
    get: {
      operationId: 'listApis',
      summary: 'The APIs whose tokens differ from the default',
      tags: ['clients'],
      responses: { '200': json('the APIs', 'apis') },
    },
    post: {
      operationId: 'registerApi',
      summary: 'Registers an API, or replaces the one with its audience',
      tags: ['clients'],
      ...body('api'),
      responses: { '201': json('registered', 'registeredApi') },
    },
  },
  '/scenarios': {
    get: {
      operationId: 'listScenarios',
      summary: 'What can go wrong on purpose, and what does',
      tags: ['scenarios'],
      responses: { '200': json('the scenarios', 'scenarios') },
    },
    post: {
      operationId: 'useScenario',
      summary: 'Lets a scenario act, or several in turn; the narrowest wins',
      tags: ['scenarios'],
      ...body('scenarioUse'),
      responses: { '201': json('those in use', 'scenariosInUse') },
    },
    delete: {
      operationId: 'clearScenarios',
      summary: 'Lets none act any longer',
      tags: ['scenarios'],
      responses: noContent,
    },
  },
  '/tokens': {
    post: {
      operationId: 'mintToken',
      summary: 'An access token, good or bad, with a DPoP proof that fits or does not',
      tags: ['tokens'],
      ...body('mintOptions'),
      responses: { '201': json('the token', 'minted') },
    },
  },
  '/clock': {
    get: {
      operationId: 'getClock',
      summary: 'The twin’s time',
      tags: ['clock'],
      responses: { '200': json('the times', 'clock') },
    },
    post: {
      operationId: 'moveClock',
      summary: 'Sets, advances or freezes the twin’s time',
      tags: ['clock'],
      ...body('clockMove'),
      responses: { '200': json('the times', 'clock') },
    },
  },
  '/keys': {
    get: {
      operationId: 'listKeys',
      summary: 'The signing keys of an STS',
      tags: ['keys'],
      parameters: [inQuery('sts', 'STS or environment; default: test', oneOf(stsOrEnvironmentNames))],
      responses: { '200': json('the keys', 'keys') },
    },
    post: {
      operationId: 'changeKeys',
      summary: 'Publishes, activates, retires or rotates a signing key',
      tags: ['keys'],
      ...body('keyChange'),
      responses: { '200': json('the keys', 'keys'), '201': json('a key was made', 'keys') },
    },
  },
  '/sessions': {
    get: {
      operationId: 'listSessions',
      summary: 'The sessions that are not forgotten',
      tags: ['sessions'],
      responses: { '200': json('their ids', 'sessions') },
    },
    post: {
      operationId: 'createSession',
      summary: 'A twin within this one, that no other test sees; forgotten after ten idle minutes',
      tags: ['sessions'],
      ...body('sessionOptions', false),
      responses: { '201': withLinks(json('the session', 'session'), '/id', 'getSession', 'endSession') },
    },
  },
  '/sessions/{id}': {
    get: {
      operationId: 'getSession',
      summary: 'A session and its addresses',
      tags: ['sessions'],
      parameters: [inPath('id', 'of the session')],
      responses: { '200': json('the session', 'session'), ...notFound },
    },
    delete: {
      operationId: 'endSession',
      summary: 'Forgets a session',
      tags: ['sessions'],
      parameters: [inPath('id', 'of the session')],
      responses: { ...noContent, ...notFound },
    },
  },
  '/reset': {
    post: {
      operationId: 'reset',
      summary: 'Back to the state at the start',
      tags: ['twin'],
      responses: noContent,
    },
  },
  '/rules': {
    get: {
      operationId: 'listRules',
      summary: 'Every rule that HelseID checks',
      tags: ['twin'],
      responses: { '200': json('the rules', 'rules') },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      summary: 'This document',
      tags: ['twin'],
      responses: {
        '200': { description: 'the document', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  },
  '/ca.pem': {
    get: {
      operationId: 'getCaCertificate',
      summary: 'The authority behind the twin’s certificates: what clients have to trust',
      tags: ['twin'],
      security: [],
      responses: { '200': plain('PEM', 'application/x-pem-file'), ...notFound },
    },
  },
}

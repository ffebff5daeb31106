/** The OpenAPI document of the control plane: what is routed, validated and published is what stands here. */
import { Type } from '@sinclair/typebox'
import { stsNames } from 'helseid-contract'
import { endpointNames } from '../journal.ts'
import packageManifest from '../package.json' with { type: 'json' }
import { oneOf, stsOrEnvironment, text } from '../schema-parts.ts'
import { controlSchemas } from './schemas.ts'

export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters?: readonly OpenApiParameter[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: { readonly 'application/json': { readonly schema: object } }
  }
  readonly responses: Readonly<Record<string, object>>
  readonly security?: readonly object[]
}

export interface OpenApiParameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description: string
  readonly schema: object
}

export type Method = 'get' | 'post' | 'delete'

type Operations = Readonly<Partial<Record<Method, OpenApiOperation>>>

/** The longest wait for a request, in seconds. */
export const longestWait = 60

const reference = (name: string) => ({ $ref: `#/components/schemas/${pascal(name)}` })
const json = (description: string, name: string) => ({
  description,
  content: { 'application/json': { schema: reference(name) } },
})
/** An answer whose member names what further operations are about. */
const leadingTo = (answer: object, member: string, ...operationIds: readonly string[]) => ({
  ...answer,
  links: Object.fromEntries(
    operationIds.map((operationId) => [operationId, { operationId, parameters: { id: `$response.body#${member}` } }]),
  ),
})
const noContent = { '204': { description: 'done' } }
const plain = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
})
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: reference('problem') } },
})
const bad = { '400': problem('something in the request is wrong: nothing was changed') }
const none = { '404': problem('there is none of this name') }
const body = (name: string, required = true) => ({
  requestBody: { required, content: { 'application/json': { schema: reference(name) } } },
})
const inPath = (name: string, description: string): OpenApiParameter => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text(),
})
const inQuery = (name: string, description: string, schema: object): OpenApiParameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
})

const filters = [
  inQuery('endpoint', 'what was asked for; default: token', oneOf([...endpointNames, 'any'])),
  inQuery('sts', 'STS or environment', oneOf(stsOrEnvironment)),
  inQuery('clientId', 'client that the request names', text()),
  inQuery('status', 'status of the answer', Type.Integer()),
  inQuery('outcome', 'outcome of the verdict', oneOf(['accepted', 'refused'])),
  inQuery('error', 'error of the answer', text()),
  inQuery('scenario', 'scenario that acted', text()),
  inQuery('brokenRule', 'rule that was broken, refused for or only warned of', text()),
  inQuery('after', 'id of a request: later ones only; all where it is no longer remembered', text()),
]

const paths: Readonly<Record<string, Operations>> = {
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
          Type.Number({ minimum: 0, maximum: longestWait }),
        ),
      ],
      responses: {
        '200': leadingTo(json('those that fit', 'requests'), '/requests/0/id', 'getRequest', 'getRawRequest'),
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
        ...none,
      },
    },
  },
  '/requests/{id}/raw': {
    get: {
      operationId: 'getRawRequest',
      summary: 'A request as it stood on the wire, without secrets; its body at the token endpoint only',
      tags: ['requests'],
      parameters: [inPath('id', 'of the request')],
      responses: { '200': plain('its bytes', 'message/http'), ...none },
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
        '201': leadingTo(json('registered', 'registeredClient'), '/clientId', 'getClient', 'removeClient'),
      },
    },
  },
  '/clients/{id}': {
    get: {
      operationId: 'getClient',
      summary: 'How a client is registered',
      tags: ['clients'],
      parameters: [inPath('id', 'client id')],
      responses: { '200': json('the client', 'shownClient'), ...none },
    },
    delete: {
      operationId: 'removeClient',
      summary: 'Takes a client out of every STS, until the twin is configured anew',
      tags: ['clients'],
      parameters: [inPath('id', 'client id')],
      responses: { ...noContent, ...none },
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
      parameters: [inQuery('sts', 'STS or environment; default: test', oneOf(stsOrEnvironment))],
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
      responses: { '201': leadingTo(json('the session', 'session'), '/id', 'getSession', 'endSession') },
    },
  },
  '/sessions/{id}': {
    get: {
      operationId: 'getSession',
      summary: 'A session and its addresses',
      tags: ['sessions'],
      parameters: [inPath('id', 'of the session')],
      responses: { '200': json('the session', 'session'), ...none },
    },
    delete: {
      operationId: 'endSession',
      summary: 'Forgets a session',
      tags: ['sessions'],
      parameters: [inPath('id', 'of the session')],
      responses: { ...noContent, ...none },
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
      responses: { '200': plain('PEM', 'application/x-pem-file'), ...none },
    },
  },
}

const unauthorized = { '401': problem('the twin was started with a control token, and this is not it') }

/** Every operation refuses query parameters that it does not know, and whoever lacks the control token. */
function withCommonAnswers(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [
      method,
      operation.security ? operation : { ...operation, responses: { ...operation.responses, ...bad, ...unauthorized } },
    ]),
  )
}

/** https://spec.openapis.org/oas/v3.1.1.html; without the address that it is served at. */
export const openApiDocument = {
  openapi: '3.1.1',
  info: {
    title: 'Control plane of helseid-mock',
    version: packageManifest.version,
    description:
      'What a test may ask and change while the twin runs. Unofficial, for testing only. What is wrong with a request is answered by problem details (RFC 9457), with a JSON pointer to the fault.',
    license: { name: packageManifest.license, identifier: packageManifest.license },
  },
  tags: [
    { name: 'requests', description: `what came in, at the STSs ${stsNames.join(', ')} and at the neighbour services` },
    { name: 'clients', description: 'clients and APIs' },
    { name: 'scenarios', description: 'deliberate failures' },
    { name: 'tokens', description: 'minted access tokens' },
    { name: 'clock', description: 'the twin’s time' },
    { name: 'keys', description: 'signing keys' },
    { name: 'sessions', description: 'twins within the twin' },
    { name: 'twin', description: 'the twin itself' },
  ],
  security: [{}, { controlToken: [] }],
  paths: Object.fromEntries(Object.entries(paths).map(([path, operations]) => [path, withCommonAnswers(operations)])),
  components: {
    securitySchemes: {
      controlToken: { type: 'http', scheme: 'bearer', description: 'asked for where the twin was started with one' },
    },
    schemas: Object.fromEntries(
      Object.entries(controlSchemas).map(([name, schema]) => [pascal(name), withReferences(schema)]),
    ),
  },
} as const

function withReferences(schema: object): object {
  const text = JSON.stringify(schema)
  return JSON.parse(text.replace(/"#\/definitions\/(\w+)"/g, (_, name: string) => `"${reference(name).$ref}"`))
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

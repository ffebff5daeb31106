/** Paths of registered clients and APIs. */
import { body, conflict, inPath, json, noContent, notFound, type Paths, withLinks } from '../openapi-parts.ts'

export const clientPaths: Paths = {
  '/clients': {
    get: {
      operationId: 'listClients',
      summary: 'List the clients of all STSs',
      tags: ['clients'],
      responses: { '200': json('The clients.', 'clientList') },
    },
    post: {
      operationId: 'registerClient',
      summary: 'Register a client, or replace the client with the same id',
      tags: ['clients'],
      ...body('client'),
      responses: {
        '201': withLinks(json('The registered client.', 'registeredClient'), '/clientId', 'getClient', 'removeClient'),
      },
    },
  },
  '/clients/{id}': {
    get: {
      operationId: 'getClient',
      summary: 'Get a client',
      tags: ['clients'],
      parameters: [inPath('id', 'Client id.')],
      responses: { '200': json('The client.', 'registeredClient'), ...notFound },
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
      responses: { '200': json('The confirmed client.', 'registeredClient'), ...notFound, ...conflict },
    },
  },
  '/apis': {
    get: {
      operationId: 'listApis',
      summary: 'List the APIs whose tokens differ from the default',
      tags: ['clients'],
      responses: { '200': json('The APIs.', 'apiList') },
    },
    post: {
      operationId: 'registerApi',
      summary: 'Register an API, or replace the API with the same audience',
      tags: ['clients'],
      ...body('api'),
      responses: { '201': json('The registered API.', 'api') },
    },
  },
}

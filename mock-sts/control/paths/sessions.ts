/** Paths of sessions. */
import { body, inPath, json, noContent, notFound, type Paths, withLinks } from '../openapi-parts.ts'

export const sessionPaths: Paths = {
  '/sessions': {
    get: {
      operationId: 'listSessions',
      summary: 'List the active sessions',
      tags: ['sessions'],
      responses: { '200': json('The ids of the sessions.', 'sessionList') },
    },
    post: {
      operationId: 'createSession',
      summary: 'Create a session: an isolated twin within this one, which ends after ten idle minutes',
      tags: ['sessions'],
      ...body('sessionOptions', false),
      responses: { '201': withLinks(json('The session.', 'twinSession'), '/id', 'getSession', 'endSession') },
    },
  },
  '/sessions/{id}': {
    get: {
      operationId: 'getSession',
      summary: 'Get a session with its URLs',
      tags: ['sessions'],
      parameters: [inPath('id', 'Id of the session.')],
      responses: { '200': json('The session.', 'twinSession'), ...notFound },
    },
    delete: {
      operationId: 'endSession',
      summary: 'End a session',
      tags: ['sessions'],
      parameters: [inPath('id', 'Id of the session.')],
      responses: { ...noContent, ...notFound },
    },
  },
}

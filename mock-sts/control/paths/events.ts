/** Path of the stream of events. */
import { text } from '../../config/schema-parts.ts'
import { limits } from '../../limits.ts'
import { inQuery, type Paths, problem } from '../openapi-parts.ts'

const example = [
  'retry: 2000',
  'id: 3f1c9a52-7',
  'event: opened',
  'data: {"last":"3f1c9a52-7"}',
  '',
  'id: 3f1c9a52-8',
  'event: scenario-begun',
  'data: {"use":"8f2c","acted":0,"names":["server-error"]}',
  '',
  ': heartbeat',
  '',
].join('\n')

export const eventPaths: Paths = {
  '/events': {
    get: {
      operationId: 'streamEvents',
      summary: 'Follow what happens as server-sent events: requests, scenarios and the clearing of the journal',
      tags: ['requests'],
      parameters: [
        inQuery(
          'lastEventId',
          'Id of the last event that the caller has; the stream begins with the one after it. If the request has the header Last-Event-ID, that counts instead. Default: only new events.',
          text(),
        ),
      ],
      responses: {
        '200': {
          description: `Events \`request\` (data: RequestSummary), \`scenario-begun\`, \`scenario-acted\`, \`scenario-ended\` and \`cleared\`, each with an id to resume from; \`opened\`, the first of every stream; \`forgotten\`: the twin keeps the newest ${limits.events.value} events, and older ones that the caller has not seen are lost. A comment every ${limits.eventHeartbeat.value} seconds shows that the stream is alive.`,
          content: { 'text/event-stream': { schema: { type: 'string' }, example } },
        },
        '429': problem('Too many streams are open.'),
      },
    },
  },
}

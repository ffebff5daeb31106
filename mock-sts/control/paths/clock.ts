/** Paths of the twin’s clock. */
import { body, json, type Paths } from '../openapi-parts.ts'

export const clockPaths: Paths = {
  '/clock': {
    get: {
      operationId: 'getClock',
      summary: 'Get the twin’s time',
      tags: ['clock'],
      responses: { '200': json('The times.', 'twinClock') },
    },
    post: {
      operationId: 'moveClock',
      summary: 'Set, advance, freeze or reset the twin’s clock',
      tags: ['clock'],
      ...body('clockMove'),
      responses: { '200': json('The times.', 'twinClock') },
    },
  },
}

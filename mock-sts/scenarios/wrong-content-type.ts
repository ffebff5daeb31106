/** A good answer that calls itself plain text. */
import type { Scenario } from './scenario.ts'

export const wrongContentType: Scenario = {
  name: 'wrong-content-type',
  group: 'token endpoint: wrong content type',
  shows: 'token',
  happens: 'A proxy rewrites headers.',
  goodClient: 'It reports that the answer is no token answer.',
  act: {
    at: 'token answer',
    answer: async ({ proceed }) => {
      const response = await proceed()
      if (response.ok) response.headers.set('Content-Type', 'text/plain')
      return response
    },
  },
}

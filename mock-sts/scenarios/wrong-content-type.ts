/** A successful response with the content type text/plain. */
import type { Scenario } from './scenario.ts'

export const wrongContentType: Scenario = {
  name: 'wrong-content-type',
  group: 'token endpoint: wrong content type',
  shows: 'token',
  gets: '200; `Content-Type` is `text/plain`',
  happens: 'A proxy rewrites headers.',
  goodClient: 'Reports that the response is not a token response.',
  act: {
    at: 'token answer',
    insteadOf: 'a token',
    answer: async ({ proceed }) => {
      const response = await proceed()
      if (response.ok) response.headers.set('Content-Type', 'text/plain')
      return response
    },
  },
}

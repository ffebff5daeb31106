/** 200 with an empty body. */
import type { Scenario } from './scenario.ts'

export const emptyAnswer: Scenario = {
  name: 'empty-answer',
  group: 'token endpoint: empty 200',
  shows: 'transport',
  gets: '200 with an empty body',
  happens: 'A proxy loses the body.',
  goodClient: 'Reports that the response is not a token response.',
  cases: ['B73'],
  act: {
    at: 'token answer',
    answer: () => new Response('', { status: 200, headers: { 'Content-Type': 'application/json; charset=UTF-8' } }),
  },
}

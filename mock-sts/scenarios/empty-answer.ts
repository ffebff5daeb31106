/** 200, and nothing in it. */
import type { Scenario } from './scenario.ts'

export const emptyAnswer: Scenario = {
  name: 'empty-answer',
  group: 'token endpoint: empty 200',
  shows: 'transport',
  happens: 'A proxy loses the body.',
  goodClient: 'It reports that the answer is no token answer.',
  cases: ['B73'],
  act: {
    at: 'token answer',
    answer: () => new Response('', { status: 200, headers: { 'Content-Type': 'application/json; charset=UTF-8' } }),
  },
}

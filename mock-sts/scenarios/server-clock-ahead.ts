/** The server’s clock is ahead. */
import type { Scenario } from './scenario.ts'

export const serverClockAhead: Scenario = {
  name: 'server-clock-ahead',
  group: 'time: server clock ahead or behind',
  shows: 'refusal',
  gets: '400 invalid_client; `Date` is 600 seconds ahead',
  happens: 'The clocks of client and server differ.',
  goodClient: 'Compares the response’s Date header with its own clock and reports the difference.',
  parameters: { seconds: { description: 'difference between the clocks, in seconds', default: 600 } },
  act: { at: 'clock', seconds: ({ seconds = 0 }) => seconds },
}

/** The server’s clock is behind. */
import type { Scenario } from './scenario.ts'

export const serverClockBehind: Scenario = {
  name: 'server-clock-behind',
  group: 'time: server clock ahead or behind',
  shows: 'refusal',
  happens: 'Clocks differ.',
  goodClient: 'It notices by the answer’s Date that its own clock differs, and reports it.',
  parameters: { seconds: { description: 'how far', default: 600 } },
  act: { at: 'clock', seconds: ({ seconds = 0 }) => -seconds },
}

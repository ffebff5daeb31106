/** `helseid-mock service-key`: prints the key that the test-token service and client drafts accept, derived from the control token. */
import { serviceKey } from '../http/service-key.ts'
import type { CliCommand } from './command.ts'
import { configureControl, controlTokenOf } from './control-client.ts'
import { UsageError } from './usage-error.ts'

export const serviceKeyCommand: CliCommand = {
  configure: (command) => void configureControl(command),
  async run(options) {
    const token = controlTokenOf(options)
    if (token === undefined)
      throw new UsageError(
        'service-key needs the control token: set HELSEID_MOCK_CONTROL_TOKEN or --control-token-file',
      )
    console.log(serviceKey(token))
    return 0
  },
}

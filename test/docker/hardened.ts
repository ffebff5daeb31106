/** The twin's container as hardened as it is meant to run. */
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'

export const image = process.env.HELSEID_MOCK_IMAGE ?? 'helseid-mock:ci'

/** Read-only root file system, no capabilities, user 65532. */
export class HardenedContainer extends HelseIdMockContainer {
  constructor(name = image) {
    super(name)
    // testcontainers has no method for it.
    this.hostConfig.ReadonlyRootfs = true
    this.withUser('65532:65532').withDroppedCapabilities('ALL')
  }
}

/** The twin's container with the recommended hardening. */
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'

export const image = process.env.HELSEID_MOCK_IMAGE ?? 'helseid-mock:ci'

/** Read-only root file system, no capabilities, user 65532. */
export class HardenedContainer extends HelseIdMockContainer {
  constructor(name = image) {
    super(name)
    // testcontainers has no method for this.
    this.hostConfig.ReadonlyRootfs = true
    this.withUser('65532:65532').withDroppedCapabilities('ALL')
  }
}

/** What an operation of Selvbetjening is given. */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Call } from '../../context/call.ts'

/** A call by a client whose token has been verified. */
export interface SelvbetjeningCall extends Call {
  /** As it is at this moment. @throws {BadRequest} if the client has been removed */
  readonly registration: () => ClientRegistration
  /**
   * Changes the registration as it is by then; of two changes at once, the second builds on the first. `make` may be called again.
   * @throws {BadRequest} saying everything that is wrong with the new registration, or that the client has been removed
   */
  readonly change: (make: (current: ClientRegistration) => ClientRegistration) => Promise<ClientRegistration>
}

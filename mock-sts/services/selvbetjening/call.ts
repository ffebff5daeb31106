/** The input of a Selvbetjening operation. */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Call } from '../../context/call.ts'

/** A call from a client whose token has been verified. */
export interface SelvbetjeningCall extends Call {
  /** Returns the current registration. @throws {BadRequest} if the client has been removed */
  readonly registration: () => ClientRegistration
  /**
   * Changes the current registration. Of two concurrent changes, the second builds on the first; `make` may be called more than once.
   * @throws {BadRequest} listing every problem of the new registration, or if the client has been removed
   */
  readonly change: (make: (current: ClientRegistration) => ClientRegistration) => Promise<ClientRegistration>
}
